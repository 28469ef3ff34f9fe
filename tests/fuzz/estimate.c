/* SPDX-License-Identifier: ISC */
/*
 * A clock with a known offset and drift, asked over a path with any delays: the true values lie in
 * what the estimator and the drift say, unless they say that replies contradict each other, which
 * honest ones never do.
 */
#include "clocks/drift.h"
#include "clocks/estimator.h"
#include "fuzz/input.h"

#include <stdlib.h>

#define DELAY_MAX (INT64_C(30) * INTERVAL_SECOND)
#define OFFSET_MAX (INT64_C(100000000) * INTERVAL_SECOND)

static int64_t any(struct input *input, int64_t below)
{
	uint64_t number = (uint64_t)input_number(input);

	return (int64_t)(number % (uint64_t)below);
}

/* The second in which the clock is; rounded down. */
static int64_t second_of(int64_t time)
{
	return time / INTERVAL_SECOND - (time % INTERVAL_SECOND < 0);
}

static void measure(struct input *input, bool is_exact)
{
	struct estimator_goal goal = {.width = any(input, INTERVAL_SECOND),
		.spacing = any(input, DELAY_MAX),
		.probes = 12};
	int64_t offset = any(input, 2 * OFFSET_MAX) - OFFSET_MAX;
	int64_t now = OFFSET_MAX * 10;
	struct estimator estimator;

	estimator_begin(&estimator, input_byte(input), is_exact);
	while (input->size > 0 && !estimator_is_done(&estimator, &goal)) {
		int64_t asked = estimator_next(&estimator, &goal, now);
		int64_t read = asked + any(input, DELAY_MAX);
		struct clock_reading reading;

		if (asked < now)
			abort();
		now = read + any(input, DELAY_MAX);
		reading = clock_reading_of_second(second_of(read + offset));
		if (is_exact) {
			reading.earliest = read + offset - reading.time * INTERVAL_SECOND;
			reading.latest = reading.earliest;
		}
		estimator_ask(&estimator, &goal, asked);
		if (!estimator_take(
			    &estimator, interval_of_reading(&reading, asked, now), now - asked) ||
			offset < estimator.offset.low || offset > estimator.offset.high)
			abort();
	}
}

static void follow(struct input *input)
{
	double slope = (double)(any(input, 2000001) - 1000000) / 1e9;
	struct drift drift;
	int64_t at = 0;

	drift_begin(&drift);
	while (input->size > 0) {
		struct drift_point point;

		at += 1 + any(input, 1000 * DELAY_MAX);
		if (at > OFFSET_MAX)
			break;
		/* A nanosecond for the rounding of the line itself. */
		point.offset.high = (int64_t)(slope * (double)at) + 1 + any(input, INTERVAL_SECOND);
		point.high_at = at;
		at += any(input, DELAY_MAX);
		point.offset.low = (int64_t)(slope * (double)at) - 1 - any(input, INTERVAL_SECOND);
		point.low_at = at;
		if (!drift_take(&drift, &point))
			abort();
		if (drift_is_known(&drift) && (slope < drift.low || slope > drift.high))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	uint8_t choice = input_byte(&input);

	if (choice % 3 == 2)
		follow(&input);
	else
		measure(&input, choice % 3 == 1);
	return 0;
}
