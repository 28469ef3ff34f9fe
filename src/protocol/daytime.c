/* The replies of daytime servers: see daytime.h. */
#include "protocol/daytime.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Bytes of a line and its NUL. Every known form is shorter. */
enum { LINE_SIZE = 128 };

/* Bytes of the reply that a cause quotes. */
enum { QUOTED_SIZE = 72 };

/* Bytes of a zone's name, and of a cause before the quoted reply, with their NUL. */
enum { ZONE_SIZE = 8, PROBLEM_SIZE = 64 };

/* The modified Julian date of 1970-01-01. */
enum { UNIX_EPOCH_MJD = 40587 };

enum { SECONDS_PER_DAY = 86400 };

/* Dates as strptime(3) formats, for a line in lower case. A fraction or a zone may follow. */
static const char *const forms[] = {
	"%A, %B %-d, %Y %H:%M:%S",
	"%A, %B %d, %Y %H:%M:%S",
	"%a %b %-d %H:%M:%S %Y",
	"%a %b %d %H:%M:%S %Y",
	"%a, %-d %b %Y %H:%M:%S",
	"%a, %d %b %Y %H:%M:%S",
	"%-d %b %Y %H:%M:%S",
	"%d %b %Y %H:%M:%S",
	"%Y-%m-%d %H:%M:%S",
	"%Y-%m-%dt%H:%M:%S",
};

static const char unknown_format[] = "the reply has an unknown format";

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
static bool normalize(const char *text, size_t size, char ret_line[LINE_SIZE])
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c < ' ' || c > '~')
			return false;
		if (c == ' ' && text[i - 1] == ' ')
			continue;
		if (length == LINE_SIZE - 1)
			return false;
		/* Not tolower(3): in a Turkish locale, I becomes a dotless i. */
		ret_line[length++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	ret_line[length] = '\0';
	return length > 0;
}

/* True if the text starts with this shape, in which '0' stands for any digit. */
static bool has_shape(const char *text, const char *shape)
{
	for (; *shape != '\0'; text++, shape++)
		if (*shape == '0' ? !isdigit((unsigned char)*text) : *text != *shape)
			return false;
	return true;
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
	char written[LINE_SIZE];
	bool is_leap = tm.tm_sec == 60;
	size_t size;

	if (end == NULL || tm.tm_sec > 60)
		return NULL;
	tm.tm_sec -= is_leap;
	*ret_seconds = timegm(&tm) + is_leap;
	tm.tm_sec += is_leap;
	size = strftime(written, sizeof written, form, &tm);
	if (size != (size_t)(end - text) || tm.tm_year < 0)
		return NULL;
	for (size_t i = 0; i < size; i++)
		if (tolower((unsigned char)written[i]) != text[i])
			return NULL;
	return end;
}

/* Parses an offset such as +0100, +01:00 or +01. Returns seconds east of UTC. */
static bool read_offset(const char *text, int64_t *ret_seconds)
{
	int sign = *text == '-' ? -1 : 1;
	const char *digits = text + 1;
	const char *minutes;
	int hours;

	if ((*text != '-' && *text != '+') || !has_shape(digits, "00"))
		return false;
	hours = (digits[0] - '0') * 10 + digits[1] - '0';
	minutes = digits + 2 + (digits[2] == ':');
	if (digits[2] == '\0')
		minutes = "00";
	if (!has_shape(minutes, "00") || minutes[2] != '\0' || hours > 23 || minutes[0] > '5')
		return false;
	*ret_seconds = sign * (hours * INT64_C(3600) +
				      ((minutes[0] - '0') * 10 + minutes[1] - '0') * INT64_C(60));
	return true;
}

/* True if the text looks like the name of a zone. */
static bool is_zone_name(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");

	return length > 0 && length < ZONE_SIZE && text[length] == '\0';
}

static bool is_utc(const char *zone)
{
	static const char *const names[] = {"", "utc", "z", "gmt", "uct", "ut"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(zone, names[i]) == 0)
			return true;
	return false;
}

/* Skips the separator before a zone, but not the sign of an offset: "-utc", " z", "+01:00". */
static const char *find_zone(const char *text)
{
	bool is_separated = *text == ' ' || (*text == '-' && !isdigit((unsigned char)text[1]));

	return text + (is_separated && text[1] != '\0');
}

/* date(1) writes the zone before the year: move it to the end, where the other forms have it. */
static void move_zone(char line[LINE_SIZE])
{
	char *year = strrchr(line, ' ');
	char *zone = year == NULL ? NULL : memrchr(line, ' ', (size_t)(year - line));
	char moved[LINE_SIZE];

	if (zone == NULL || !has_shape(year, " 0000") || year[5] != '\0' ||
		isdigit((unsigned char)zone[1]))
		return;
	snprintf(moved, sizeof moved, "%s%.*s", year, (int)(year - zone), zone);
	snprintf(zone, LINE_SIZE - (size_t)(zone - line), "%s", moved);
}

/* Fractions are cut off: clocks with whole seconds do the same. */
static const char *skip_fraction(const char *text)
{
	size_t digits = *text == '.' ? strspn(text + 1, "0123456789") : 0;

	return digits == 0 ? text : text + 1 + digits;
}

/* The line is in lower case: shows the zone in capitals. */
static const char *unknown_zone(const char *zone, char room[PROBLEM_SIZE])
{
	char name[ZONE_SIZE];
	size_t length = strlen(zone);

	for (size_t i = 0; i <= length; i++)
		name[i] = (char)(zone[i] == '\0' ? '\0' : zone[i] - 'a' + 'A');
	snprintf(room, PROBLEM_SIZE, "unknown time zone %s", name);
	return room;
}

/*
 * Parses a date and its zone. Like the next two functions, returns NULL, or what is wrong with it.
 * room is for text that is not constant.
 */
static const char *read_date(const char *line, int64_t *ret_seconds, char room[PROBLEM_SIZE])
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const char *rest = read_form(line, forms[i], ret_seconds);
		const char *zone;
		int64_t offset = 0;

		if (rest == NULL)
			continue;
		if (forms[i][1] == 'Y')
			rest = skip_fraction(rest);
		zone = find_zone(rest);
		if (is_utc(zone) || read_offset(zone, &offset)) {
			*ret_seconds -= offset;
			return NULL;
		}
		if (is_zone_name(zone))
			return unknown_zone(zone, room);
	}
	return unknown_format;
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

/* The form of NIST. The Julian date gives the century, and must agree with the date. */
static const char *read_nist(const char *line, struct daytime *ret_daytime, char room[PROBLEM_SIZE])
{
	char date[LINE_SIZE];
	time_t seconds = 0;
	struct tm tm;

	for (size_t i = 0; i < NIST_DATE - 1; i++)
		seconds = seconds * 10 + (line[i] - '0');
	seconds = (seconds - UNIX_EPOCH_MJD) * SECONDS_PER_DAY;
	if (gmtime_r(&seconds, &tm) == NULL ||
		strftime(date, sizeof date, "%Y-%m-%d", &tm) != NIST_DATE_SIZE + 2 ||
		memcmp(date + 2, line + NIST_DATE, NIST_DATE_SIZE) != 0)
		return unknown_format;
	memcpy(date + 2, line + NIST_DATE, NIST_TIME_SIZE);
	date[2 + NIST_TIME_SIZE] = '\0';
	if (read_date(date, &ret_daytime->seconds, room) != NULL ||
		!read_advance(line + strlen(NIST_SHAPE), &ret_daytime->advance))
		return unknown_format;
	return line[NIST_HEALTH] == '0' ? NULL : "the server reports that its clock is wrong";
}

/* Parses a trimmed reply. */
static const char *read_text(
	const char *text, size_t size, struct daytime *ret_daytime, char room[PROBLEM_SIZE])
{
	char line[LINE_SIZE] = "";

	*ret_daytime = (struct daytime){.advance = 0};
	if (!normalize(text, size, line))
		return unknown_format;
	if (has_shape(line, NIST_SHAPE))
		return read_nist(line, ret_daytime, room);
	move_zone(line);
	return read_date(line, &ret_daytime->seconds, room);
}

bool daytime_parse(const char *reply, size_t size, struct daytime *ret_daytime,
	char ret_cause[DAYTIME_CAUSE_SIZE])
{
	const char *text = trim(reply, &size);
	size_t quoted_size = size < QUOTED_SIZE ? size : QUOTED_SIZE;
	char quoted[QUOTED_SIZE + 1];
	struct daytime result;
	char room[PROBLEM_SIZE];
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
