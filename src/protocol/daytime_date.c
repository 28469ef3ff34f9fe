/* SPDX-License-Identifier: ISC */
/* Dates in the replies of daytime servers: see daytime_date.h. */
#include "protocol/daytime_date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char daytime_unknown[] = "the reply has an unknown format";

/*
 * Formats of strptime(3) and strftime(3). A number may lack its first zero, and a fraction may
 * follow the seconds, and a zone the whole; the zone of date(1), before the year, and the hours
 * with AM or PM have been changed before.
 */
static const struct form {
	const char *text;
	bool is_rfc5322;
} forms[] = {
	{"%A, %B %d, %Y %H:%M:%S", false}, /* the first suggestion of RFC 867; inetkit */
	{"%d %b %y %H:%M:%S", false},      /* the second one, "that used in SMTP": RFC 822 */
	{"%d %b %Y %H:%M:%S", false},      /* xinetd */
	{"%a %b %d %H:%M:%S %Y", false},   /* asctime(3), of inetd; date(1), toybox, busybox */
	{"%a %d %b %H:%M:%S %Y", false},   /* date(1) in en_GB */
	{"%a %d %b %Y %H:%M:%S", false},   /* strftime(3) with %c in en_US and en_GB */
	{"%a, %d %b %Y %H:%M:%S", true},   /* RFC 5322; date -R */
	{"%Y-%m-%d %H:%M:%S", false},      /* RFC 3339 with a space */
	{"%Y-%m-%dt%H:%M:%S", false},      /* RFC 3339; date -Is */
	/* Windows, whose locale has the order; see nmap-service-probes of nmap for examples. */
	{"%H:%M:%S %m/%d/%Y", false}, {"%H:%M:%S %d/%m/%Y", false}, {"%H:%M:%S %m/%d/%y", false},
	{"%H:%M:%S %d/%m/%y", false}, {"%H:%M:%S %m-%d-%Y", false}, {"%H:%M:%S %d-%m-%Y", false},
	{"%H:%M:%S %d.%m.%Y", false}, {"%H:%M:%S %d.%m.%y", false}, {"%H:%M:%S %Y-%m-%d", false},
	{"%H:%M:%S %Y/%m/%d", false}, {"%H.%M.%S %d.%m.%Y", false}, /* Finland */
};

bool daytime_has_shape(const char *text, const char *shape)
{
	for (; *shape != '\0'; text++, shape++)
		if (*shape == '0' ? !isdigit((unsigned char)*text) : *text != *shape)
			return false;
	return true;
}

/* Changes "7:32:14 pm" to "19:32:14". */
static void use_24_hours(char line[DAYTIME_LINE_SIZE])
{
	static const struct {
		const char *text;
		int hours;
	} halves[] = {{" am", 0}, {" pm", 12}, {" a.m.", 0}, {" p.m.", 12}};

	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
		char *end = strstr(line, halves[i].text);
		char *rest = end == NULL ? NULL : end + strlen(halves[i].text);
		char changed[DAYTIME_LINE_SIZE];
		char *start;
		int hour = 0;

		if (end == NULL || end - line < 7 || !daytime_has_shape(end - 6, ":00:00") ||
			isalpha((unsigned char)*rest))
			continue;
		for (start = end - 6; start > line && isdigit((unsigned char)start[-1]);)
			start--;
		for (char *digit = start; digit < end - 6 && hour <= 12; digit++)
			hour = hour * 10 + *digit - '0';
		if (hour < 1 || hour > 12)
			continue;
		snprintf(changed, sizeof changed, "%02d%.6s%s", hour % 12 + halves[i].hours,
			end - 6, rest);
		snprintf(start, DAYTIME_LINE_SIZE - (size_t)(start - line), "%s", changed);
	}
}

/* date(1) writes the zone before the year: move it to the end, where the other forms have it. */
static void move_zone(char line[DAYTIME_LINE_SIZE])
{
	char *year = strrchr(line, ' ');
	char *zone = year == NULL ? NULL : memrchr(line, ' ', (size_t)(year - line));
	char moved[DAYTIME_LINE_SIZE];

	if (zone == NULL || !daytime_has_shape(year, " 0000") || year[5] != '\0' ||
		isdigit((unsigned char)zone[1]))
		return;
	snprintf(moved, sizeof moved, "%s%.*s", year, (int)(year - zone), zone);
	snprintf(zone, DAYTIME_LINE_SIZE - (size_t)(zone - line), "%s", moved);
}

/* Where a year of two digits begins in what strftime(3) writes, or SIZE_MAX. */
static size_t find_short_year(const char *form, const struct tm *tm)
{
	const char *year = strstr(form, "%y");
	char before[DAYTIME_LINE_SIZE];
	char written[DAYTIME_LINE_SIZE];

	if (year == NULL)
		return SIZE_MAX;
	snprintf(before, sizeof before, "%.*s", (int)(year - form), form);
	return strftime(written, sizeof written, before, tm);
}

/*
 * True if the text is what strftime(3) has written, apart from case and the first zero of a number.
 * A number that follows a colon or begins at `fixed` has all its digits.
 */
static bool is_same(const char *written, const char *text, size_t size, size_t fixed)
{
	const char *end = text + size;
	char before = ' ';

	for (size_t i = 0; written[i] != '\0'; before = written[i++]) {
		if (text < end && tolower((unsigned char)written[i]) == *text)
			text++;
		else if (written[i] != '0' || isdigit((unsigned char)before) || before == ':' ||
			 i == fixed)
			return false;
	}
	return text == end;
}

/*
 * Parses a date at the start of the text and returns the rest, or NULL. strptime(3) alone is too
 * lenient: it accepts February 30 and a second of one digit. So the result, formatted again, must
 * be equal to the text. This also checks the weekday.
 */
static const char *read_form(const char *text, const char *form, int64_t *ret_seconds)
{
	struct tm tm = {.tm_year = 0};
	const char *end = strptime(text, form, &tm);
	char written[DAYTIME_LINE_SIZE];
	bool is_leap = tm.tm_sec == 60;

	if (end == NULL || tm.tm_sec > 60)
		return NULL;
	tm.tm_sec -= is_leap;
	*ret_seconds = timegm(&tm) + is_leap;
	tm.tm_sec += is_leap;
	if (strftime(written, sizeof written, form, &tm) == 0 || tm.tm_year < 0)
		return NULL;
	return is_same(written, text, (size_t)(end - text), find_short_year(form, &tm)) ? end
											: NULL;
}

/* Fractions are cut off: clocks with whole seconds do the same. */
static const char *skip_fraction(const char *text)
{
	size_t digits = *text == '.' ? strspn(text + 1, "0123456789") : 0;

	return digits == 0 ? text : text + 1 + digits;
}

/* Skips the separator before a zone, but not the sign of an offset: "-utc", " z", "+01:00". */
static const char *find_zone(const char *text)
{
	bool is_separated = *text == ' ' || (*text == '-' && !isdigit((unsigned char)text[1]));

	return text + (is_separated && text[1] != '\0');
}

/* Returns NULL, or what is wrong: daytime_unknown if the line does not have this form. */
static const char *read_date(const char *line, const struct form *form, int64_t *ret_seconds,
	char room[DAYTIME_ZONE_CAUSE_SIZE])
{
	const char *rest = read_form(line, form->text, ret_seconds);
	int64_t offset = 0;

	if (rest == NULL)
		return daytime_unknown;
	if (form->text[strlen(form->text) - 1] == 'S')
		rest = skip_fraction(rest);
	if (!daytime_zone_parse(find_zone(rest), form->is_rfc5322, &offset, room))
		return room[0] != '\0' ? room : daytime_unknown;
	*ret_seconds -= offset;
	return NULL;
}

static const char *show_readings(int64_t seconds, int64_t other, char room[DAYTIME_ZONE_CAUSE_SIZE])
{
	char dates[2][sizeof "9999-12-31"] = {"", ""};
	time_t times[] = {(time_t)seconds, (time_t)other};
	struct tm tm;

	for (size_t i = 0; i < 2; i++)
		if (gmtime_r(&times[i], &tm) != NULL)
			strftime(dates[i], sizeof dates[i], "%Y-%m-%d", &tm);
	snprintf(room, DAYTIME_ZONE_CAUSE_SIZE, "the date is ambiguous, %s or %s", dates[0],
		dates[1]);
	return room;
}

const char *daytime_date_parse(
	char line[DAYTIME_LINE_SIZE], int64_t *ret_seconds, char room[DAYTIME_ZONE_CAUSE_SIZE])
{
	const char *problem = daytime_unknown;

	use_24_hours(line);
	move_zone(line);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		int64_t seconds;
		const char *cause = read_date(line, &forms[i], &seconds, room);

		if (cause == daytime_unknown)
			continue;
		if (cause != NULL)
			return cause;
		if (problem == NULL && seconds != *ret_seconds)
			return show_readings(*ret_seconds, seconds, room);
		problem = NULL;
		*ret_seconds = seconds;
	}
	return problem;
}
