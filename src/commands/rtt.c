/* SPDX-License-Identifier: ISC */
/* Round trips: see rtt.h. */
#include "commands/rtt.h"

/* Truncates to a whole number. Takes a double, because squares can exceed 2^63. */
static int64_t square_root(double square)
{
	double root = square;
	double next = (square + 1) / 2;

	/* Newton's method, which converges from above. */
	while (next < root) {
		root = next;
		next = (root + square / root) / 2;
	}
	return (int64_t)root;
}

void rtt_add(struct rtt *self, int64_t microseconds)
{
	double time = (double)microseconds;

	if (self->count == 0 || microseconds < self->min)
		self->min = microseconds;
	if (self->count == 0 || microseconds > self->max)
		self->max = microseconds;
	self->count++;
	self->sum += time;
	self->squares += time * time;
}

int64_t rtt_average(const struct rtt *self)
{
	return (int64_t)(self->sum / (double)self->count);
}

int64_t rtt_deviation(const struct rtt *self)
{
	double count = (double)self->count;
	double variance = (self->squares - self->sum * self->sum / count) / count;

	/* Rounding can make the variance of many long times negative. */
	return variance >= 1 ? square_root(variance) : 0;
}
