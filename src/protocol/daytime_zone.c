/* SPDX-License-Identifier: ISC */
/* Time zones in the replies of daytime servers: see daytime_zone.h. */
#include "protocol/daytime_zone.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Letters of the longest name, and its NUL. */
enum { NAME_SIZE = 8 };

/*
 * The names of RFC 5322, section 4.3, and those that the zone files of tzdata use today, because
 * date(1) and strftime(3) print these. PST is also the name in the examples of RFC 867, so it is
 * not taken for that of Manila, nor CDT for that of Havana.
 */
static const struct zone_name {
	const char *name;
	int minutes; /* east of UTC */
} names[] = {
	{"", 0},
	{"utc", 0},
	{"z", 0},
	{"gmt", 0},
	{"uct", 0},
	{"ut", 0},
	{"est", -5 * 60},
	{"edt", -4 * 60},
	{"cst", -6 * 60}, /* of RFC 5322 */
	{"cdt", -5 * 60},
	{"mst", -7 * 60},
	{"mdt", -6 * 60},
	{"pst", -8 * 60},
	{"pdt", -7 * 60},
	{"acdt", 10 * 60 + 30},
	{"acst", 9 * 60 + 30},
	{"adt", -3 * 60},
	{"aedt", 11 * 60},
	{"aest", 10 * 60},
	{"akdt", -8 * 60},
	{"akst", -9 * 60},
	{"ast", -4 * 60},
	{"awst", 8 * 60},
	{"bst", 1 * 60},
	{"cat", 2 * 60},
	{"cest", 2 * 60},
	{"cet", 1 * 60},
	{"chst", 10 * 60},
	{"eat", 3 * 60},
	{"eest", 3 * 60},
	{"eet", 2 * 60},
	{"hdt", -9 * 60},
	{"hkt", 8 * 60},
	{"hst", -10 * 60},
	{"idt", 3 * 60},
	{"jst", 9 * 60},
	{"kst", 9 * 60},
	{"mest", 2 * 60},
	{"met", 1 * 60},
	{"msk", 3 * 60},
	{"ndt", -(2 * 60 + 30)},
	{"nst", -(3 * 60 + 30)},
	{"nzdt", 13 * 60},
	{"nzst", 12 * 60},
	{"pkt", 5 * 60},
	{"sast", 2 * 60},
	{"sst", -11 * 60},
	{"wat", 1 * 60},
	{"west", 1 * 60},
	{"wet", 0},
	{"wib", 7 * 60},
	{"wit", 9 * 60},
	{"wita", 8 * 60},
};

/* Names that tzdata uses for several zones. */
static const struct ambiguous_name {
	const char *name;
	const char *offsets;
} ambiguous_names[] = {
	{"cst", "-0600, -0500 or +0800"}, /* USA, Cuba, China */
	{"ist", "+0100, +0200 or +0530"}, /* Ireland, Israel, India */
};

/* Two digits from 0 to max, or -1. */
static int read_pair(const char *text, int max)
{
	int number;

	if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]))
		return -1;
	number = (text[0] - '0') * 10 + text[1] - '0';
	return number <= max ? number : -1;
}

static bool read_offset(const char *text, int64_t *ret_seconds)
{
	int hours = *text == '+' || *text == '-' ? read_pair(text + 1, 23) : -1;
	int minutes = 0;

	if (hours < 0)
		return false;
	if (text[3] != '\0') {
		const char *rest = text + 3 + (text[3] == ':');

		minutes = read_pair(rest, 59);
		if (minutes < 0 || rest[2] != '\0')
			return false;
	}
	*ret_seconds = (hours * INT64_C(60) + minutes) * (*text == '-' ? -60 : 60);
	return true;
}

/* The names are in lower case: shows them in capitals. */
static void show(const char *name, char ret_name[NAME_SIZE])
{
	size_t length = strlen(name);

	for (size_t i = 0; i <= length; i++)
		ret_name[i] = (char)(name[i] == '\0' ? '\0' : name[i] - 'a' + 'A');
}

static const struct zone_name *find_name(const char *text)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(text, names[i].name) == 0)
			return &names[i];
	return NULL;
}

static const struct ambiguous_name *find_ambiguous_name(const char *text)
{
	for (size_t i = 0; i < sizeof ambiguous_names / sizeof *ambiguous_names; i++)
		if (strcmp(text, ambiguous_names[i].name) == 0)
			return &ambiguous_names[i];
	return NULL;
}

bool daytime_zone_parse(const char *text, bool is_rfc5322, int64_t *ret_offset,
	char ret_cause[DAYTIME_ZONE_CAUSE_SIZE])
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	const struct zone_name *zone = find_name(text);
	const struct ambiguous_name *ambiguous = find_ambiguous_name(text);
	char name[NAME_SIZE];

	ret_cause[0] = '\0';
	if (read_offset(text, ret_offset))
		return true;
	if (length >= NAME_SIZE || text[length] != '\0')
		return false;
	if (zone != NULL && (ambiguous == NULL || is_rfc5322)) {
		*ret_offset = zone->minutes * INT64_C(60);
		return true;
	}
	show(text, name);
	if (ambiguous != NULL)
		snprintf(ret_cause, DAYTIME_ZONE_CAUSE_SIZE, "the time zone %s is ambiguous: %s",
			name, ambiguous->offsets);
	else
		snprintf(ret_cause, DAYTIME_ZONE_CAUSE_SIZE, "unknown time zone %s", name);
	return false;
}
