/* SPDX-License-Identifier: ISC */
/* Spans of the day: from one time until another. */
#ifndef INETKIT_FILTER_HOURS_H
#define INETKIT_FILTER_HOURS_H

#include <stdbool.h>
#include <stdint.h>

enum { HOURS_MINUTES = 24 * 60 };

struct hours {
	uint8_t minutes[HOURS_MINUTES / 8]; /* a bit for each minute of the day */
};

/*
 * Adds a span such as "08:00-17:30", which begins with 08:00:00 and ends before 17:30:00. If the
 * second time is earlier, the span goes across midnight; "24:00" is the end of the day. False if it
 * is no span, or both times are the same.
 */
bool hours_add(struct hours *self, const char *text);

/* Hour 0 to 23, minute 0 to 59. */
bool hours_contain(const struct hours *self, int hour, int minute);

#endif
