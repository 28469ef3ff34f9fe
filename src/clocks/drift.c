/* SPDX-License-Identifier: ISC */
/* The drift of a clock: see drift.h. */
#include "clocks/drift.h"

#include <math.h>
#include <stddef.h>

void drift_begin(struct drift *self)
{
	self->count = 0;
	self->low = -INFINITY;
	self->high = INFINITY;
}

/* When full, drop every second point except the first. low and high already account for them. */
static void keep(struct drift *self, const struct drift_point *point)
{
	if (self->count == DRIFT_POINTS) {
		for (size_t i = 1; i < DRIFT_POINTS / 2; i++)
			self->points[i] = self->points[2 * i];
		self->count = DRIFT_POINTS / 2;
	}
	self->points[self->count++] = *point;
}

bool drift_take(struct drift *self, const struct drift_point *point)
{
	/*
	 * A line of slope b passes through two intervals if and only if b times the time between
	 * opposite ends lies between the differences of these ends. If this holds for every pair,
	 * one line passes through all (Helly's theorem for the intervals [low - b t, high - b t]).
	 */
	for (unsigned i = 0; i < self->count; i++) {
		const struct drift_point *before = &self->points[i];
		double low;
		double high;

		/* Too close: the times are accurate to some microseconds. */
		if (point->high_at <= before->low_at)
			continue;
		low = (double)(point->offset.low - before->offset.high) /
		      (double)(point->low_at - before->high_at);
		high = (double)(point->offset.high - before->offset.low) /
		       (double)(point->high_at - before->low_at);
		if (low > self->low)
			self->low = low;
		if (high < self->high)
			self->high = high;
	}
	if (self->low > self->high) {
		drift_begin(self);
		keep(self, point);
		return false;
	}
	keep(self, point);
	return true;
}

bool drift_is_known(const struct drift *self)
{
	return self->low > -INFINITY && self->high < INFINITY;
}
