/* SPDX-License-Identifier: ISC */
/*
 * Bounds on the drift of a clock: the rate at which its offset grows, assumed constant. Each
 * measurement gives an interval that contains the offset. The bounds are the smallest and the
 * largest slope of a line through all intervals.
 */
#ifndef INETKIT_CLOCKS_DRIFT_H
#define INETKIT_CLOCKS_DRIFT_H

#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* Measurements kept for comparison with later ones. The first is always kept. */
enum { DRIFT_POINTS = 16 };

struct drift {
	struct drift_point {
		int64_t at; /* now_boottime(), in nanoseconds */
		struct interval offset;
	} points[DRIFT_POINTS];
	unsigned count;
	double low; /* in seconds per second; known from the second measurement on */
	double high;
};

/* Start without measurements. */
void drift_begin(struct drift *self);

/*
 * Add a measurement, later than all before. Returns false if no line fits all of them: the clock
 * was set, or its rate changed. The drift then restarts with this measurement.
 */
bool drift_take(struct drift *self, int64_t at, struct interval offset);

/* True once low and high are known. */
bool drift_is_known(const struct drift *self);

#endif
