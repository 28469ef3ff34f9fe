/* SPDX-License-Identifier: ISC */
/* POSIX strings for time zones: see zone_string.h. */
#include "protocol/zone_string.h"

#include <stddef.h>
#include <string.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Each skip_ function returns what follows the part that it checks, or NULL if that is invalid. */

/* "CET" or "<+03>". */
static const char *skip_name(const char *text)
{
	size_t size = strspn(text, LETTERS);

	if (*text == '<') {
		size = 1 + strspn(text + 1, LETTERS DIGITS "+-");
		return size > 3 && text[size] == '>' ? text + size + 1 : NULL;
	}
	return size >= 3 ? text + size : NULL;
}

/* A number of at most three digits, from min to max. */
static const char *skip_number(const char *text, int min, int max)
{
	const char *end = text;
	int number = 0;

	while (*end >= '0' && *end <= '9' && end - text < 3)
		number = number * 10 + (*end++ - '0');
	return end > text && number >= min && number <= max ? end : NULL;
}

/* "-1", "3:30" or "5:45:10". */
static const char *skip_offset(const char *text, int max_hours)
{
	const char *end = skip_number(text + (*text == '+' || *text == '-'), 0, max_hours);

	for (int i = 0; i < 2 && end != NULL && *end == ':'; i++)
		end = skip_number(end + 1, 0, 59);
	return end;
}

/* The month, the week and the day of "M3.5.0", without the M. */
static const char *skip_month(const char *text)
{
	text = skip_number(text, 1, 12);
	if (text == NULL || *text != '.')
		return NULL;
	text = skip_number(text + 1, 1, 5);
	return text == NULL || *text != '.' ? NULL : skip_number(text + 1, 0, 6);
}

/* "M3.5.0", "J59" or "58", and an optional time such as "/3", up to a week (RFC 8536). */
static const char *skip_rule(const char *text)
{
	if (*text == 'M')
		text = skip_month(text + 1);
	else if (*text == 'J')
		text = skip_number(text + 1, 1, 365);
	else
		text = skip_number(text, 0, 365);
	return text != NULL && *text == '/' ? skip_offset(text + 1, 167) : text;
}

bool zone_string_is_valid(const char *text)
{
	text = skip_name(text);
	if (text != NULL)
		text = skip_offset(text, 24);
	if (text == NULL || *text == '\0')
		return text != NULL;
	text = skip_name(text);
	if (text != NULL && *text != ',')
		text = skip_offset(text, 24);
	for (int i = 0; i < 2 && text != NULL; i++)
		text = *text == ',' ? skip_rule(text + 1) : NULL;
	return text != NULL && *text == '\0';
}
