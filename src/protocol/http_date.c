/* SPDX-License-Identifier: ISC */
/* HTTP dates: see http_date.h. */
#include "protocol/http_date.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

enum { TEXT_SIZE = HTTP_DATE_MAX + 1 };

/* Room for what strftime(3) writes: a year can have more than four digits. */
enum { WRITTEN_SIZE = 2 * TEXT_SIZE };

/* In years: what a date of two digits can be ahead. */
enum { AHEAD = 50 };

enum { CENTURY = 100, TM_YEAR_BASE = 1900 };

/* Formats of strptime(3) and strftime(3). */
static const struct form {
	const char *text;
	bool has_century;
} forms[] = {
	{"%a, %d %b %Y %H:%M:%S GMT", true}, {"%A, %d-%b-%y %H:%M:%S GMT", false},
	{"%a %b %e %H:%M:%S %Y", true}, /* a day of one digit has a space before it */
	{"%a %b %d %H:%M:%S %Y", true}, /* or a zero, by the grammar */
};

/* Moves the year into the century that near gives. Returns false if near has no year that fits. */
static bool choose_century(struct tm *tm, int64_t near)
{
	time_t now = (time_t)near;
	struct tm limit;
	struct tm date = *tm;
	int after;

	if (gmtime_r(&now, &limit) == NULL)
		return false;
	limit.tm_year += AHEAD;
	/* From the last year that ends in the digits to the limit's. */
	after = ((limit.tm_year - tm->tm_year) % CENTURY + CENTURY) % CENTURY;
	tm->tm_year = limit.tm_year - after;
	date.tm_year = tm->tm_year;
	if (timegm(&date) > timegm(&limit))
		tm->tm_year -= CENTURY;
	return tm->tm_year >= -TM_YEAR_BASE;
}

/* Sets the weekday of the date; a second of 60 stays. */
static int64_t count_seconds(struct tm *tm)
{
	bool is_leap = tm->tm_sec == 60;
	int64_t seconds;

	tm->tm_sec -= is_leap;
	seconds = timegm(tm) + is_leap;
	tm->tm_sec += is_leap;
	return seconds;
}

static const char unknown[] = "its Date has an unknown format";

/*
 * strptime(3) alone is too lenient: it accepts February 30, and any case and spaces. So the result,
 * formatted again, must be equal to the text.
 */
static const char *read_form(
	const char *text, const struct form *form, int64_t near, int64_t *ret_seconds)
{
	struct tm tm = {.tm_year = 0};
	const char *end = strptime(text, form->text, &tm);
	int weekday = tm.tm_wday;
	bool is_weekday;
	char written[WRITTEN_SIZE];

	if (end == NULL || *end != '\0' || tm.tm_sec > 60)
		return unknown;
	if (!form->has_century && !choose_century(&tm, near))
		return unknown;
	/* Leap seconds end a day of UTC. */
	if (tm.tm_sec == 60 && (tm.tm_hour != 23 || tm.tm_min != 59))
		return unknown;
	*ret_seconds = count_seconds(&tm);
	is_weekday = tm.tm_wday == weekday;
	tm.tm_wday = weekday;
	if (strftime(written, sizeof written, form->text, &tm) == 0 || strcmp(written, text) != 0)
		return unknown;
	return is_weekday ? NULL : "the weekday in its Date does not match the date";
}

const char *http_date_parse(const char *text, size_t size, int64_t near, int64_t *ret_seconds)
{
	char line[TEXT_SIZE];
	const char *problem = unknown;

	if (size > HTTP_DATE_MAX || memchr(text, '\0', size) != NULL)
		return unknown;
	memcpy(line, text, size);
	line[size] = '\0';
	for (size_t i = 0; i < sizeof forms / sizeof *forms && problem == unknown; i++)
		problem = read_form(line, &forms[i], near, ret_seconds);
	return problem;
}
