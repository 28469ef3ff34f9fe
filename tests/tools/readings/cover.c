/* SPDX-License-Identifier: ISC */
/* Whether the decimal text of an interval contains the interval: see cover.h. */
#include "readings/cover.h"

#include "base/decimal.h"
#include "base/prng.h"
#include "format/interval_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* The nanoseconds that a text of seconds stands for, which can exceed INT64_MAX. */
static __int128 parse(const char *text)
{
	bool is_negative = *text == '-';
	__int128 value = 0;
	int digits = -1; /* after the point; -1 before it */

	for (text += is_negative || *text == '+'; *text != '\0' && digits < DECIMAL_DIGITS;
		text++) {
		if (*text == '.') {
			digits = 0;
			continue;
		}
		if (*text < '0' || *text > '9')
			abort();
		value = value * 10 + (*text - '0');
		digits += digits >= 0;
	}
	if (*text != '\0')
		abort();
	for (digits = digits < 0 ? 0 : digits; digits < DECIMAL_DIGITS; digits++)
		value *= 10;
	return is_negative ? -value : value;
}

/* Of any order of magnitude: shifting random bits by a random distance makes all as frequent. */
static int64_t random_number(struct prng *prng)
{
	uint64_t bits = prng_below(prng, UINT32_MAX) << 32 | prng_below(prng, UINT32_MAX);

	return (int64_t)bits >> prng_below(prng, 64);
}

static bool is_covered(struct interval interval, unsigned digits)
{
	char text[DECIMAL_SIZE];
	char bound_text[DECIMAL_SIZE];
	__int128 middle;
	__int128 bound;
	__int128 unit = 1;

	for (unsigned i = digits; i < DECIMAL_DIGITS; i++)
		unit *= 10;
	interval_format(interval, digits, digits % 2 == 0, text, bound_text);
	middle = parse(text);
	bound = parse(bound_text);
	if (middle - bound <= interval.low && interval.high <= middle + bound &&
		/* A smaller bound would not contain the interval, and the middle is within one
		 * unit of the exact one. */
		(middle - bound + unit > interval.low || middle + bound - unit < interval.high) &&
		2 * (middle - unit) <= (__int128)interval.low + interval.high &&
		2 * (middle + unit) >= (__int128)interval.low + interval.high)
		return true;
	printf("%lld to %lld with %u digits: %s +- %s\n", (long long)interval.low,
		(long long)interval.high, digits, text, bound_text);
	return false;
}

int cover_check(int64_t count)
{
	struct prng prng = {.state = 1};

	for (int64_t i = 0; i < count; i++) {
		int64_t a = random_number(&prng);
		int64_t b = i % 2 == 0 ? random_number(&prng) : a / 2 + random_number(&prng) / 4;
		struct interval interval = {.low = a < b ? a : b, .high = a < b ? b : a};

		for (unsigned digits = 0; digits <= DECIMAL_DIGITS; digits++)
			if (!is_covered(interval, digits))
				return 1;
	}
	printf("%lld\n", (long long)count);
	return 0;
}
