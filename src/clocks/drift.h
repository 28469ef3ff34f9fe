/* SPDX-License-Identifier: ISC */
/*
 * Bounds on the drift of a clock: the rate at which its offset grows, assumed constant. Each
 * measurement gives an interval that contains the offset: its upper end when the request was sent,
 * its lower end when the reply arrived. The bounds are the smallest and the largest slope of a line
 * through all intervals.
 */
#ifndef INETKIT_CLOCKS_DRIFT_H
#define INETKIT_CLOCKS_DRIFT_H

#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* Measurements kept for comparison with later ones. The first is always kept. */
enum { DRIFT_POINTS = 16 };

/* One measurement. Times are of now_boottime(), in nanoseconds. */
struct drift_point {
	struct interval offset;
	int64_t low_at;  /* when the offset was at least offset.low */
	int64_t high_at; /* when the offset was at most offset.high */
};

struct drift {
	struct drift_point points[DRIFT_POINTS];
	unsigned count;
	double low; /* in seconds per second; known from the second measurement on */
	double high;
};

/* Start without measurements. */
void drift_begin(struct drift *self);

/*
 * Add a measurement: both times are later than all before. Returns false if no line fits all
 * measurements: the clock was set, or its rate changed. The drift then restarts with this one.
 */
bool drift_take(struct drift *self, const struct drift_point *point);

/* True once low and high are known. */
bool drift_is_known(const struct drift *self);

#endif
