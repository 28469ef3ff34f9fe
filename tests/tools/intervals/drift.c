/* SPDX-License-Identifier: ISC */
/* Bounds on the drift of a simulated clock: see properties.h. */
#include "clocks/drift.h"
#include "intervals/properties.h"

#include <math.h>

enum { HISTORY_MAX = 200 };

/* Measurements of a clock, and the bounds on its drift that follow from all pairs of them. */
struct history {
	struct drift_point points[HISTORY_MAX];
	unsigned count;
	double low;
	double high;
};

static void history_add(struct history *self, const struct drift_point *point)
{
	for (unsigned i = 0; i < self->count; i++) {
		const struct drift_point *before = &self->points[i];

		self->low = fmax(self->low, (double)(point->offset.low - before->offset.high) /
						    (double)(point->low_at - before->high_at));
		self->high = fmin(self->high, (double)(point->offset.high - before->offset.low) /
						      (double)(point->high_at - before->low_at));
	}
	self->points[self->count++] = *point;
}

static void history_begin(struct history *self)
{
	*self = (struct history){.low = -INFINITY, .high = INFINITY};
}

static double any_rate(struct trial *trial)
{
	return (double)trial_any_sign(trial, SECOND / 10) / 1e9;
}

/*
 * An interval of an offset that grows at a rate, up to a second wide on each side: the upper end
 * holds at this moment, and the lower one at the end of the round trip.
 */
static struct drift_point measure(
	struct trial *trial, int64_t at, int64_t rtt, double offset, double rate)
{
	double later = offset + rate * (double)rtt;

	return (struct drift_point){
		.offset.low = (int64_t)floor(later) - 1 - trial_any_size(trial, SECOND),
		.offset.high = (int64_t)ceil(offset) + 1 + trial_any_size(trial, SECOND),
		.low_at = at + rtt,
		.high_at = at};
}

/* The measurements kept are in order, and the last one is among them. */
static void check_points(struct trial *trial, const struct drift *drift, int64_t last)
{
	CHECK(trial, drift->count > 0 && drift->count <= DRIFT_POINTS);
	for (unsigned i = 0; i < drift->count; i++)
		CHECK(trial, i + 1 < drift->count || drift->points[i].high_at == last);
	for (unsigned i = 1; i < drift->count; i++)
		CHECK(trial, drift->points[i].high_at > drift->points[i - 1].low_at);
}

void try_drift(struct trial *trial)
{
	double rate = any_rate(trial);
	double start = (double)trial_any_size(trial, 1000000 * SECOND);
	int64_t began = trial_between(trial, 0, 100 * YEAR);
	int64_t elapsed = 0;
	int64_t pace = MILLISECOND + trial_any_size(trial, 1000 * SECOND);
	unsigned count = 2 + (unsigned)prng_below(&trial->prng, HISTORY_MAX - 2);
	struct drift drift;
	struct history history;

	history_begin(&history);
	drift_begin(&drift);
	CHECK(trial, !drift_is_known(&drift));
	for (unsigned i = 0; i < count; i++) {
		double low = drift.low;
		double high = drift.high;
		int64_t rtt = trial_between(trial, 0, MILLISECOND / 2);
		struct drift_point point =
			measure(trial, began + elapsed, rtt, start + rate * (double)elapsed, rate);

		history_add(&history, &point);
		CHECK(trial, drift_take(&drift, &point));
		CHECK(trial, drift_is_known(&drift) == (i > 0));
		CHECK(trial, drift.low <= rate + 1e-12 && rate - 1e-12 <= drift.high);
		/* A further measurement never widens the bounds. */
		CHECK(trial, drift.low >= low && drift.high <= high);
		CHECK(trial, drift.points[0].high_at == began);
		check_points(trial, &drift, began + elapsed);
		if (history.count <= DRIFT_POINTS)
			CHECK(trial, drift.low == history.low && drift.high == history.high);
		else
			CHECK(trial, drift.low <= history.low && drift.high >= history.high);
		elapsed += trial_between(trial, MILLISECOND, pace);
	}
}

void try_changes(struct trial *trial)
{
	double rate = any_rate(trial);
	double offset = (double)trial_any_size(trial, 1000 * SECOND);
	int64_t at = trial_between(trial, 0, 100 * YEAR);
	unsigned change = 1 + (unsigned)prng_below(&trial->prng, 30);
	bool is_detected = false;
	struct drift drift;
	struct history history;

	history_begin(&history);
	drift_begin(&drift);
	for (unsigned i = 0; i < 60; i++) {
		int64_t pace = trial_between(trial, SECOND, 10 * SECOND);
		struct drift_point point;
		bool fits;

		if (i == change && trial_chance(trial, 50))
			offset += 1000e9;
		else if (i == change)
			rate += trial_chance(trial, 50) ? 5 : -5;
		point = measure(trial, at, trial_between(trial, 0, SECOND / 2), offset, rate);
		history_add(&history, &point);
		fits = drift_take(&drift, &point);
		if (!fits) {
			CHECK(trial, i >= change || is_detected);
			CHECK(trial, history.low > history.high);
			CHECK(trial, drift.count == 1 && drift.points[0].high_at == at);
			CHECK(trial, !drift_is_known(&drift));
			is_detected = true;
			history_begin(&history);
			history_add(&history, &point);
		} else if (history.count <= DRIFT_POINTS) {
			CHECK(trial, history.low <= history.high);
		}
		offset += rate * (double)pace;
		at += pace;
	}
	CHECK(trial, is_detected);
	/* Measurements from before the change no longer count. */
	CHECK(trial, drift.low <= rate + 1e-12 && rate - 1e-12 <= drift.high);
}
