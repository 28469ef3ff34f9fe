/* SPDX-License-Identifier: ISC */
/* Spans of the day: see hours.h. */
#include "filter/hours.h"

#include <stddef.h>

/* Two digits, or -1. */
static int two_digits(const char *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* Parses "HH:MM" and returns what follows, or NULL. The minute is 0 to HOURS_MINUTES. */
static const char *parse_time(const char *text, unsigned *ret_minute)
{
	int hour = two_digits(text);
	int minute = hour < 0 || text[2] != ':' ? -1 : two_digits(text + 3);

	if (minute < 0 || minute > 59 || hour * 60 + minute > HOURS_MINUTES)
		return NULL;
	*ret_minute = (unsigned)(hour * 60 + minute);
	return text + 5;
}

bool hours_add(struct hours *self, const char *text)
{
	unsigned begin;
	unsigned end;

	text = parse_time(text, &begin);
	if (text == NULL || *text != '-' || begin == HOURS_MINUTES)
		return false;
	text = parse_time(text + 1, &end);
	if (text == NULL || *text != '\0' || begin == end)
		return false;
	if (end < begin)
		end += HOURS_MINUTES;
	/* Eight minutes at a time, where they fill a byte: a span can be a day. */
	while (begin < end) {
		bool fills = begin % 8 == 0 && end - begin >= 8;

		self->minutes[begin % HOURS_MINUTES / 8] |=
			(uint8_t)(fills ? UINT8_MAX : 1U << begin % HOURS_MINUTES % 8);
		begin += fills ? 8 : 1;
	}
	return true;
}

bool hours_contain(const struct hours *self, int hour, int minute)
{
	int of_day = hour * 60 + minute;

	return (self->minutes[of_day / 8] >> of_day % 8 & 1) != 0;
}
