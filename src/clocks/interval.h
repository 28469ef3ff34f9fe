/* SPDX-License-Identifier: ISC */
/*
 * Intervals that contain the offset of a clock: the host's time minus the local time. Each reply
 * proves one interval; the true offset lies in their intersection. Times and offsets are in
 * nanoseconds; times of day count from 1970-01-01 UTC.
 */
#ifndef INETKIT_CLOCKS_INTERVAL_H
#define INETKIT_CLOCKS_INTERVAL_H

#include "clocks/clock_reading.h"

#include <stdbool.h>
#include <stdint.h>

#define INTERVAL_SECOND INT64_C(1000000000)

/* Includes both ends. Empty if low > high. */
struct interval {
	int64_t low;
	int64_t high;
};

/* Nothing is known. Contains every possible offset: 146 years to either side. */
#define INTERVAL_ALL ((struct interval){.low = INT64_MIN / 2, .high = INT64_MAX / 2})

/*
 * The interval that one reading proves, of a request sent at the local time `asked` whose reply
 * arrived at `answered`: from earliest - answered to latest - asked. The times must be within 290
 * years of each other.
 */
struct interval interval_of_reading(
	const struct clock_reading *reading, int64_t asked, int64_t answered);

struct interval interval_intersect(struct interval a, struct interval b);

bool interval_is_empty(struct interval self);

/* For non-empty intervals. The bound is the largest distance from the middle to an end. */
int64_t interval_width(struct interval self);
int64_t interval_middle(struct interval self);
int64_t interval_bound(struct interval self);

#endif
