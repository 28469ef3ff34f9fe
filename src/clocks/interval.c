/* SPDX-License-Identifier: ISC */
/* Intervals that hold the offset of a clock: see interval.h. */
#include "clocks/interval.h"

struct interval interval_of_reading(
	const struct clock_reading *reading, int64_t asked, int64_t answered)
{
	/* Subtract in seconds first: the time in nanoseconds can overflow. */
	int64_t low = (reading->time - answered / INTERVAL_SECOND) * INTERVAL_SECOND;
	int64_t high = (reading->time - asked / INTERVAL_SECOND) * INTERVAL_SECOND;

	return (struct interval){.low = low + reading->earliest - answered % INTERVAL_SECOND,
		.high = high + reading->latest - asked % INTERVAL_SECOND};
}

struct interval interval_intersect(struct interval a, struct interval b)
{
	return (struct interval){
		.low = a.low > b.low ? a.low : b.low, .high = a.high < b.high ? a.high : b.high};
}

bool interval_is_empty(struct interval self)
{
	return self.low > self.high;
}

int64_t interval_width(struct interval self)
{
	return self.high - self.low;
}

int64_t interval_middle(struct interval self)
{
	/* The width can exceed INT64_MAX. */
	return self.low + (int64_t)(((uint64_t)self.high - (uint64_t)self.low) / 2);
}

int64_t interval_bound(struct interval self)
{
	/* The middle is rounded down, so the upper half is the larger. */
	return self.high - interval_middle(self);
}
