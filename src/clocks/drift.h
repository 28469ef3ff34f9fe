/*
 * The drift of a clock: by how much its offset grows in a time, if it grows steadily. Of all lines
 * that go through all the intervals that the offset was measured to lie in, the least steep and the
 * steepest are its bounds.
 */
#ifndef INETKIT_CLOCKS_DRIFT_H
#define INETKIT_CLOCKS_DRIFT_H

#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* Measurements that are kept to compare others with; the first is always one of them. */
enum { DRIFT_POINTS = 16 };

struct drift {
	struct drift_point {
		int64_t at; /* by now_boottime(), in nanoseconds */
		struct interval offset;
	} points[DRIFT_POINTS];
	unsigned count;
	double low; /* in seconds per second; known once there are two measurements */
	double high;
};

/* Nothing is measured yet. */
void drift_begin(struct drift *self);

/*
 * One measurement more, later than those before. False if no line goes through all: the clock was
 * set, or its rate has changed. Then it begins anew with this one.
 */
bool drift_take(struct drift *self, int64_t at, struct interval offset);

/* Whether low and high are known. */
bool drift_is_known(const struct drift *self);

#endif
