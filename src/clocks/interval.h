/*
 * What replies in whole seconds prove about the offset of a clock, the host's less the local one:
 * an interval each, and the truth lies in all of them. Times and offsets are in nanoseconds; those
 * of day are since 1970-01-01 UTC.
 */
#ifndef INETKIT_CLOCKS_INTERVAL_H
#define INETKIT_CLOCKS_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

#define INTERVAL_SECOND INT64_C(1000000000)

/* Both ends belong to it. It is empty where low is above high. */
struct interval {
	int64_t low;
	int64_t high;
};

/* Nothing is known: wider than any other, and as wide as can be. Offsets are in it: 146 years to
 * either side. */
#define INTERVAL_ALL ((struct interval){.low = INT64_MIN / 2, .high = INT64_MAX / 2})

/*
 * From one reply: the host's clock stood in [seconds, seconds + 1 s) at some moment between the
 * local times when it was asked and when the answer was there. Assumes that the server cuts off the
 * fraction, as time(2) does. The times must be within 290 years of each other.
 */
struct interval interval_of_reply(int64_t seconds, int64_t asked, int64_t answered);

/* What lies in both. */
struct interval interval_intersect(struct interval a, struct interval b);

bool interval_is_empty(struct interval self);

/* Of one that is not empty: from one end to the other; the middle; how far from the middle an end
 * can be. */
int64_t interval_width(struct interval self);
int64_t interval_middle(struct interval self);
int64_t interval_bound(struct interval self);

#endif
