/* Numbers with a decimal point: see decimal.h. */
#include "decimal.h"

#include <string.h>

static int64_t power_of_ten(unsigned exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

static void put(uint64_t magnitude, const char *sign, unsigned digits, char *ret)
{
	char text[DECIMAL_SIZE];
	size_t start = sizeof text - 1;

	text[start] = '\0';
	for (unsigned i = 0; magnitude > 0 || i <= digits; i++) {
		if (i == digits && i > 0)
			text[--start] = '.';
		text[--start] = (char)('0' + magnitude % 10);
		magnitude /= 10;
	}
	start -= strlen(sign);
	memcpy(text + start, sign, strlen(sign));
	memcpy(ret, text + start, sizeof text - start);
}

void decimal_format(int64_t units, unsigned digits, bool plus, char ret[DECIMAL_SIZE])
{
	/* The smallest number has no positive one of its size. */
	uint64_t magnitude = units < 0 ? -(uint64_t)units : (uint64_t)units;

	put(magnitude, units < 0 ? "-" : plus ? "+" : "", digits, ret);
}

/* Division that goes down, up, or to the nearest: how many units that is. */
static int64_t round_down(int64_t nanoseconds, int64_t unit)
{
	return nanoseconds / unit - (nanoseconds % unit < 0);
}

static int64_t round_up(int64_t nanoseconds, int64_t unit)
{
	return nanoseconds / unit + (nanoseconds % unit > 0);
}

static int64_t round_nearest(int64_t nanoseconds, int64_t unit)
{
	int64_t rest = nanoseconds % unit;
	int64_t half = unit - unit / 2;

	return nanoseconds / unit + (rest >= half) - (rest <= -half);
}

void decimal_format_seconds(int64_t nanoseconds, unsigned digits, bool plus, char ret[DECIMAL_SIZE])
{
	int64_t unit = power_of_ten(DECIMAL_DIGITS - digits);

	decimal_format(round_nearest(nanoseconds, unit), digits, plus, ret);
}

void decimal_format_interval(struct interval nanoseconds, unsigned digits, bool plus,
	char ret_middle[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE])
{
	int64_t unit = power_of_ten(DECIMAL_DIGITS - digits);
	int64_t middle = round_nearest(interval_middle(nanoseconds), unit);
	/* The rounded middle is never outside of these, so neither difference is negative. */
	uint64_t below = (uint64_t)middle - (uint64_t)round_down(nanoseconds.low, unit);
	uint64_t above = (uint64_t)round_up(nanoseconds.high, unit) - (uint64_t)middle;

	decimal_format(middle, digits, plus, ret_middle);
	put(below > above ? below : above, "", digits, ret_bound);
}
