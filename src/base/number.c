/* SPDX-License-Identifier: ISC */
/* Numbers in options and operands: see number.h. */
#include "base/number.h"

#include <stddef.h>

enum { SECONDS_PER_DAY = 86400, MILLION = 1000000 };

/* Parses 1 to 18 digits and returns where they end, or NULL. 18 digits always fit in an int64_t. */
static const char *digits_parse(const char *text, int64_t *ret_number)
{
	const char *end = text;
	int64_t number = 0;

	for (; *end >= '0' && *end <= '9'; end++) {
		if (end - text == 18)
			return NULL;
		number = number * 10 + (*end - '0');
	}
	if (end == text)
		return NULL;
	*ret_number = number;
	return end;
}

bool number_parse(const char *text, int64_t min, int64_t max, int64_t *ret_number)
{
	bool negative = *text == '-';
	int64_t number;
	const char *end = digits_parse(text + (*text == '-' || *text == '+'), &number);

	if (end == NULL || *end != '\0')
		return false;
	if (negative)
		number = -number;
	if (number < min || number > max)
		return false;
	*ret_number = number;
	return true;
}

bool number_parse_decimal(const char *text, int64_t max, uint64_t *ret_millionths)
{
	int64_t whole = 0;
	uint64_t total;
	const char *end = digits_parse(text, &whole);

	if (end == NULL && *text == '.')
		end = text;
	if (end == NULL || whole > max)
		return false;
	total = (uint64_t)whole * MILLION;
	if (*end == '.') {
		uint64_t unit = MILLION / 10;

		for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10)
			total += (uint64_t)(*end - '0') * unit;
	}
	if (*end != '\0' || total == 0 || total > (uint64_t)max * MILLION)
		return false;
	*ret_millionths = total;
	return true;
}

bool number_parse_seconds(const char *text, uint64_t *ret_microseconds)
{
	return number_parse_decimal(text, SECONDS_PER_DAY, ret_microseconds);
}
