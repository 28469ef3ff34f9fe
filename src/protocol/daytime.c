/* SPDX-License-Identifier: ISC */
/* The replies of daytime servers: see daytime.h. */
#include "protocol/daytime.h"

#include "protocol/daytime_date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Bytes of the reply that a cause quotes. */
enum { QUOTED_SIZE = 72 };

/* The modified Julian date of 1970-01-01. */
enum { UNIX_EPOCH_MJD = 40587 };

enum { SECONDS_PER_DAY = 86400 };

/* White space or NUL. */
static bool is_padding(char c)
{
	return c == '\0' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* Removes the padding at both ends. */
static const char *trim(const char *text, size_t *size)
{
	while (*size > 0 && is_padding(text[*size - 1]))
		(*size)--;
	for (; *size > 0 && is_padding(*text); text++)
		(*size)--;
	return text;
}

/* Makes a string in lower case with single spaces; false if the text is not one short line. */
static bool normalize(const char *text, size_t size, char ret_line[DAYTIME_LINE_SIZE])
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c < ' ' || c > '~')
			return false;
		if (c == ' ' && text[i - 1] == ' ')
			continue;
		if (length == DAYTIME_LINE_SIZE - 1)
			return false;
		/* Not tolower(3): in a Turkish locale, I becomes a dotless i. */
		ret_line[length++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	ret_line[length] = '\0';
	return length > 0;
}

/* Parses "123.4 utc(nist) *", milliseconds, and returns nanoseconds. */
static bool read_advance(const char *text, int64_t *ret_nanoseconds)
{
	int64_t unit = INT64_C(1000) * 1000;
	int64_t number = 0;
	const char *next = text;

	for (; isdigit((unsigned char)*next); next++) {
		if (next - text == 4)
			return false;
		number = number * 10 + (*next - '0') * unit;
	}
	if (next == text || *next != '.' || !isdigit((unsigned char)next[1]))
		return false;
	for (next++; isdigit((unsigned char)*next); next++) {
		unit /= 10;
		number += (*next - '0') * unit;
	}
	*ret_nanoseconds = number;
	return strcmp(next, " utc(nist) *") == 0;
}

#define NIST_SHAPE "00000 00-00-00 00:00:00 00 0 0 "
/* Where in it the date without its century and the health are. */
enum { NIST_DATE = 6, NIST_DATE_SIZE = 8, NIST_TIME_SIZE = 17, NIST_HEALTH = 29 };

/* The form of NIST. Like the next function, returns NULL, or what is wrong. The Julian date gives
 * the century, and must agree with the date. */
static const char *read_nist(
	const char *line, struct daytime *ret_daytime, char room[DAYTIME_ZONE_CAUSE_SIZE])
{
	char date[DAYTIME_LINE_SIZE];
	time_t seconds = 0;
	struct tm tm;

	for (size_t i = 0; i < NIST_DATE - 1; i++)
		seconds = seconds * 10 + (line[i] - '0');
	seconds = (seconds - UNIX_EPOCH_MJD) * SECONDS_PER_DAY;
	if (gmtime_r(&seconds, &tm) == NULL ||
		strftime(date, sizeof date, "%Y-%m-%d", &tm) != NIST_DATE_SIZE + 2 ||
		memcmp(date + 2, line + NIST_DATE, NIST_DATE_SIZE) != 0)
		return daytime_unknown;
	memcpy(date + 2, line + NIST_DATE, NIST_TIME_SIZE);
	date[2 + NIST_TIME_SIZE] = '\0';
	if (daytime_date_parse(date, &ret_daytime->seconds, room) != NULL ||
		!read_advance(line + strlen(NIST_SHAPE), &ret_daytime->advance))
		return daytime_unknown;
	return line[NIST_HEALTH] == '0' ? NULL : "the server reports that its clock is wrong";
}

/* Parses a trimmed reply. */
static const char *read_text(const char *text, size_t size, struct daytime *ret_daytime,
	char room[DAYTIME_ZONE_CAUSE_SIZE])
{
	char line[DAYTIME_LINE_SIZE] = "";

	*ret_daytime = (struct daytime){.advance = 0};
	if (!normalize(text, size, line))
		return daytime_unknown;
	if (daytime_has_shape(line, NIST_SHAPE))
		return read_nist(line, ret_daytime, room);
	return daytime_date_parse(line, &ret_daytime->seconds, room);
}

bool daytime_parse(const char *reply, size_t size, struct daytime *ret_daytime,
	char ret_cause[DAYTIME_CAUSE_SIZE])
{
	const char *text = trim(reply, &size);
	size_t quoted_size = size < QUOTED_SIZE ? size : QUOTED_SIZE;
	char quoted[QUOTED_SIZE + 1];
	struct daytime result;
	char room[DAYTIME_ZONE_CAUSE_SIZE];
	const char *problem;

	if (size == 0) {
		snprintf(ret_cause, DAYTIME_CAUSE_SIZE, "the reply is empty");
		return false;
	}
	problem = read_text(text, size, &result, room);
	if (problem == NULL) {
		*ret_daytime = result;
		return true;
	}
	for (size_t i = 0; i < quoted_size; i++)
		quoted[i] = (char)(text[i] < ' ' || text[i] > '~' ? '?' : text[i]);
	quoted[quoted_size] = '\0';
	snprintf(ret_cause, DAYTIME_CAUSE_SIZE, "%s: '%s%s'", problem, quoted,
		quoted_size < size ? "..." : "");
	return false;
}
