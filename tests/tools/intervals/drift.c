/* SPDX-License-Identifier: ISC */
/* Bounds on the drift of a simulated clock: see properties.h. */
#include "clocks/drift.h"
#include "intervals/properties.h"

#include <math.h>

enum { HISTORY_MAX = 200 };

/* Measurements of a clock, and the bounds on its drift that follow from all pairs of them. */
struct history {
	int64_t at[HISTORY_MAX];
	struct interval offset[HISTORY_MAX];
	unsigned count;
	double low;
	double high;
};

static void history_add(struct history *self, int64_t at, struct interval offset)
{
	for (unsigned i = 0; i < self->count; i++) {
		double elapsed = (double)(at - self->at[i]);

		self->low = fmax(self->low, (double)(offset.low - self->offset[i].high) / elapsed);
		self->high =
			fmin(self->high, (double)(offset.high - self->offset[i].low) / elapsed);
	}
	self->at[self->count] = at;
	self->offset[self->count++] = offset;
}

static void history_begin(struct history *self)
{
	*self = (struct history){.low = -INFINITY, .high = INFINITY};
}

static double any_rate(struct trial *trial)
{
	return (double)trial_any_sign(trial, SECOND / 10) / 1e9;
}

/* An interval that contains the offset, up to a second wide on each side. */
static struct interval measure(struct trial *trial, double offset)
{
	return (struct interval){.low = (int64_t)floor(offset) - 1 - trial_any_size(trial, SECOND),
		.high = (int64_t)ceil(offset) + 1 + trial_any_size(trial, SECOND)};
}

/* The measurements kept are in order, and the last one is among them. */
static void check_points(struct trial *trial, const struct drift *drift, int64_t last)
{
	CHECK(trial, drift->count > 0 && drift->count <= DRIFT_POINTS);
	for (unsigned i = 0; i < drift->count; i++)
		CHECK(trial, i + 1 < drift->count || drift->points[i].at == last);
	for (unsigned i = 1; i < drift->count; i++)
		CHECK(trial, drift->points[i].at > drift->points[i - 1].at);
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
		struct interval offset = measure(trial, start + rate * (double)elapsed);

		history_add(&history, began + elapsed, offset);
		CHECK(trial, drift_take(&drift, began + elapsed, offset));
		CHECK(trial, drift_is_known(&drift) == (i > 0));
		CHECK(trial, drift.low <= rate + 1e-12 && rate - 1e-12 <= drift.high);
		/* A further measurement never widens the bounds. */
		CHECK(trial, drift.low >= low && drift.high <= high);
		CHECK(trial, drift.points[0].at == began);
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
		struct interval interval;
		bool fits;

		if (i == change && trial_chance(trial, 50))
			offset += 1000e9;
		else if (i == change)
			rate += trial_chance(trial, 50) ? 5 : -5;
		interval = measure(trial, offset);
		history_add(&history, at, interval);
		fits = drift_take(&drift, at, interval);
		if (!fits) {
			CHECK(trial, i >= change || is_detected);
			CHECK(trial, history.low > history.high);
			CHECK(trial, drift.count == 1 && drift.points[0].at == at);
			CHECK(trial, !drift_is_known(&drift));
			is_detected = true;
			history_begin(&history);
			history_add(&history, at, interval);
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
