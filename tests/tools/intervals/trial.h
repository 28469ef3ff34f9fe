/* SPDX-License-Identifier: ISC */
/* One property tried on random cases, and the random numbers of a case. */
#ifndef INETKIT_TESTS_INTERVALS_TRIAL_H
#define INETKIT_TESTS_INTERVALS_TRIAL_H

#include "base/prng.h"
#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

/* In nanoseconds. */
#define SECOND INTERVAL_SECOND
#define MILLISECOND (SECOND / 1000)
#define YEAR (INT64_C(31556952) * SECOND)

struct trial {
	struct prng prng;
	int64_t number; /* of the case, from 0 */
	int64_t failures;
	int64_t detected; /* lies and steps that the code under test detected */
};

/* Count a failure unless the condition is true, and print the first few. */
#define CHECK(trial, condition) \
	do { \
		if (!(condition)) \
			trial_fail((trial), __FILE__, __LINE__, #condition); \
	} while (0)

void trial_fail(struct trial *self, const char *file, int line, const char *condition);

/* A number from low to high, both inclusive. */
int64_t trial_between(struct trial *self, int64_t low, int64_t high);

/* True with this probability, in percent. */
bool trial_chance(struct trial *self, unsigned percent);

/* A number from 0 to limit; its order of magnitude is random too, so small ones are common. */
int64_t trial_any_size(struct trial *self, int64_t limit);

/* The same with a random sign. */
int64_t trial_any_sign(struct trial *self, int64_t limit);

/* The offset of a clock, up to a century in either direction. */
int64_t trial_any_offset(struct trial *self);

/* Nanoseconds in whole seconds, rounded down. */
int64_t trial_to_seconds(int64_t time);

/* What a reply in whole seconds proves. */
struct interval trial_reply(int64_t seconds, int64_t asked, int64_t answered);

/* True if the offset lies in the interval. */
bool trial_holds(struct interval interval, int64_t offset);

#endif
