/* SPDX-License-Identifier: ISC */
/*
 * Ranges of offsets that raise an alert, as the Monitoring Plugins Development Guidelines write
 * them: https://www.monitoring-plugins.org/doc/guidelines.html#THRESHOLDFORMAT
 */
#ifndef INETKIT_FORMAT_NAGIOS_RANGE_H
#define INETKIT_FORMAT_NAGIOS_RANGE_H

#include "base/decimal.h"
#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* In nanoseconds. Both ends belong to the range. Zeroed: no range, which never raises an alert. */
struct nagios_range {
	bool is_set;
	bool is_inside; /* '@': an offset inside raises the alert, not one outside */
	int64_t low;    /* INT64_MIN: no limit */
	int64_t high;   /* INT64_MAX: no limit */
};

enum nagios_alert {
	NAGIOS_NO_ALERT,
	NAGIOS_ALERT,
	NAGIOS_UNDECIDED, /* the offset is not known well enough */
};

/* Bytes for any text of nagios_range_format() and its NUL. */
enum { NAGIOS_RANGE_SIZE = 2 * DECIMAL_SIZE + 2 };

/* The offsets of at most this magnitude are good. A negative threshold is no range. */
struct nagios_range nagios_range_around(int64_t threshold);

/*
 * Parses START:END in seconds, where "~" as START and nothing as END mean no limit; "@" before it
 * turns the range around. A number N alone is -N:N, not 0:N as in the guidelines, because a clock
 * can be off in two directions. Returns NULL, or what is wrong.
 */
const char *nagios_range_parse(const char *text, struct nagios_range *ret_range);

/* Writes the range as START:END, or nothing if there is none. */
void nagios_range_format(const struct nagios_range *self, char ret_text[NAGIOS_RANGE_SIZE]);

/*
 * Judges the middle of the offset. That says too little if the bound is larger than the distance
 * from 0 to an end of the range, or than half of the range: a good clock could be on the other
 * side. Then the whole interval decides, or nothing.
 */
enum nagios_alert nagios_range_judge(const struct nagios_range *self, struct interval offset);

/* True if each offset that is good for b is good for a, and a has more of them. */
bool nagios_range_is_wider(const struct nagios_range *a, const struct nagios_range *b);

#endif
