/* Round trips: see rtt.h. */
#include "commands/rtt.h"

/* Cut off to a whole number. Squares can be above 2^63. */
static int64_t square_root(double square)
{
	double root = square;
	double next = (square + 1) / 2;

	/* Newton's steps come down to it from above. */
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

	/* Of very many and very long ones, the rounding can leave less than nothing. */
	return variance >= 1 ? square_root(variance) : 0;
}
