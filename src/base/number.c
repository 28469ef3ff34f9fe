/* SPDX-License-Identifier: ISC */
/* Numbers in options and operands: see number.h. */
#include "base/number.h"

#include <stddef.h>

enum { SECONDS_PER_DAY = 86400, MICROSECONDS = 1000000 };

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

bool number_parse_seconds(const char *text, uint64_t *ret_microseconds)
{
	int64_t seconds = 0;
	uint64_t total;
	const char *end = digits_parse(text, &seconds);

	if (end == NULL && *text == '.')
		end = text;
	if (end == NULL || seconds > SECONDS_PER_DAY)
		return false;
	total = (uint64_t)seconds * MICROSECONDS;
	if (*end == '.') {
		uint64_t unit = MICROSECONDS / 10;

		for (end++; *end >= '0' && *end <= '9'; end++, unit /= 10)
			total += (uint64_t)(*end - '0') * unit;
	}
	if (*end != '\0' || total == 0 || total > (uint64_t)SECONDS_PER_DAY * MICROSECONDS)
		return false;
	*ret_microseconds = total;
	return true;
}
