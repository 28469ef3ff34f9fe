/* SPDX-License-Identifier: ISC */
/* Numbers with a decimal point: see decimal.h. */
#include "base/decimal.h"

#include "base/round.h"

#include <stddef.h>
#include <string.h>

int64_t decimal_step(unsigned digits)
{
	int64_t step = 1;

	for (; digits < DECIMAL_DIGITS; digits++)
		step *= 10;
	return step;
}

/* Writes the digits from the last to the first, with at least one before the point. */
static void format(uint64_t magnitude, const char *sign, unsigned digits, char *ret_text)
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
	memcpy(ret_text, text + start, sizeof text - start);
}

void decimal_format(int64_t units, unsigned digits, bool plus, char ret_text[DECIMAL_SIZE])
{
	format(unit_magnitude(units), units < 0 ? "-" : plus ? "+" : "", digits, ret_text);
}

void decimal_format_unsigned(uint64_t units, unsigned digits, char ret_text[DECIMAL_SIZE])
{
	format(units, "", digits, ret_text);
}

void decimal_format_seconds(
	int64_t nanoseconds, unsigned digits, bool plus, char ret_text[DECIMAL_SIZE])
{
	decimal_format(round_nearest(nanoseconds, decimal_step(digits)), digits, plus, ret_text);
}

void decimal_trim(char *text)
{
	size_t length = strlen(text);

	if (strchr(text, '.') == NULL)
		return;
	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
}

static const struct unit units[] = {
	{"s", "s", 1000000000},
	{"ms", "ms", 1000000},
	{"µs", "us", 1000},
};

enum { UNITS = sizeof units / sizeof *units };

const struct unit *unit_for(uint64_t magnitude)
{
	size_t i = 0;

	while (i < UNITS - 1 && magnitude < (uint64_t)units[i].size)
		i++;
	return &units[i];
}

uint64_t unit_magnitude(int64_t nanoseconds)
{
	/* Negating INT64_MIN as a signed number would overflow. */
	return nanoseconds < 0 ? -(uint64_t)nanoseconds : (uint64_t)nanoseconds;
}

unsigned unit_decimals(const struct unit *self, int64_t nanoseconds)
{
	int64_t digit = self->size;
	unsigned decimals = 0;

	while (nanoseconds % digit != 0) {
		digit /= 10;
		decimals++;
	}
	return decimals;
}

void unit_format(const struct unit *self, int64_t nanoseconds, unsigned decimals,
	char ret_text[UNIT_TEXT_SIZE])
{
	uint64_t digit = (uint64_t)self->size; /* the value of the last decimal */
	uint64_t magnitude;

	for (unsigned i = 0; i < decimals; i++)
		digit /= 10;
	magnitude = (unit_magnitude(nanoseconds) + digit / 2) / digit;
	format(magnitude, magnitude == 0 ? "" : nanoseconds < 0 ? "-" : "+", decimals, ret_text);
}
