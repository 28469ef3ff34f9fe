/* Intervals that hold the offset of a clock: see interval.h. */
#include "clocks/interval.h"

struct interval interval_of_reply(int64_t seconds, int64_t asked, int64_t answered)
{
	/* The seconds alone can be more than fit, in nanoseconds. */
	int64_t low = (seconds - answered / INTERVAL_SECOND) * INTERVAL_SECOND;
	int64_t high = (seconds - asked / INTERVAL_SECOND) * INTERVAL_SECOND;

	return (struct interval){.low = low - answered % INTERVAL_SECOND,
		.high = high + (INTERVAL_SECOND - 1) - asked % INTERVAL_SECOND};
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
	/* The width can be more than fits with a sign. */
	return self.low + (int64_t)(((uint64_t)self.high - (uint64_t)self.low) / 2);
}

int64_t interval_bound(struct interval self)
{
	/* The half that was rounded up. */
	return self.high - interval_middle(self);
}
