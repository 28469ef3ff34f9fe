/* SPDX-License-Identifier: ISC */
/* One property tried on random cases: see trial.h. */
#include "intervals/trial.h"

#include <inttypes.h>
#include <stdio.h>

enum { PRINTED_MAX = 5 };

void trial_fail(struct trial *self, const char *file, int line, const char *condition)
{
	if (self->failures++ < PRINTED_MAX)
		printf("case %" PRId64 ": %s:%d: false: %s\n", self->number, file, line, condition);
}

int64_t trial_between(struct trial *self, int64_t low, int64_t high)
{
	uint64_t width = (uint64_t)high - (uint64_t)low;

	return (int64_t)((uint64_t)low + prng_below(&self->prng, width + 1));
}

bool trial_chance(struct trial *self, unsigned percent)
{
	return prng_below(&self->prng, 100) < percent;
}

int64_t trial_any_size(struct trial *self, int64_t limit)
{
	int64_t most = limit;

	for (uint64_t halvings = prng_below(&self->prng, 40); halvings > 0 && most > 1; halvings--)
		most /= 2;
	return trial_between(self, 0, most);
}

int64_t trial_any_sign(struct trial *self, int64_t limit)
{
	int64_t size = trial_any_size(self, limit);

	return trial_chance(self, 50) ? size : -size;
}

int64_t trial_any_offset(struct trial *self)
{
	return trial_any_sign(self, 100 * YEAR);
}

int64_t trial_to_seconds(int64_t time)
{
	return time / SECOND - (time % SECOND < 0);
}

struct interval trial_reply(int64_t seconds, int64_t asked, int64_t answered)
{
	struct clock_reading reading = clock_reading_of_second(seconds);

	return interval_of_reading(&reading, asked, answered);
}

bool trial_holds(struct interval interval, int64_t offset)
{
	return interval.low <= offset && offset <= interval.high;
}
