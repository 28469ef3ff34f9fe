/* SPDX-License-Identifier: ISC */
/* An axis for offsets, with round marks: see axis.h. */
#include "format/axis.h"

#include "base/decimal.h"
#include "base/round.h"

#include <stdbool.h>
#include <stdlib.h>

/* The last edge of growing steps. Even steps stay below it. */
static const int64_t END = INT64_C(8000000000000000000);

/* An even step is at least its edges divided by this, so that labels stay short. */
static const uint64_t LABEL_RANGE = 10000000;

/* The finest step is the median bound divided by this. Finer steps would only show noise. */
static const uint64_t FINEST_PART = 50;

/* The finest step, in nanoseconds: a tenth of a step is a whole number of nanoseconds. */
static const uint64_t FINEST = 1000;

uint64_t axis_step(uint64_t at_least)
{
	static const uint64_t LAST = UINT64_C(10000000000000000000);

	for (uint64_t power = 1; power < LAST; power *= 10) {
		if (power >= at_least)
			return power;
		if (2 * power >= at_least)
			return 2 * power;
		if (power < LAST / 10 * 5 && 5 * power >= at_least)
			return 5 * power;
	}
	return LAST;
}

static int64_t limit(int64_t value)
{
	return value < -AXIS_LIMIT ? -AXIS_LIMIT : value > AXIS_LIMIT ? AXIS_LIMIT : value;
}

struct interval axis_limit(struct interval interval)
{
	return (struct interval){.low = limit(interval.low), .high = limit(interval.high)};
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

void axis_sort(int64_t *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
}

uint64_t axis_finest(const struct measurement *measurements, size_t count, int64_t *scratch)
{
	size_t known = 0;
	uint64_t finest;

	for (size_t i = 0; i < count; i++)
		if (measurements[i].cause == NULL)
			scratch[known++] = interval_bound(axis_limit(measurements[i].offset));
	axis_sort(scratch, known);
	finest = (uint64_t)scratch[known / 2] / FINEST_PART;
	return finest < FINEST ? FINEST : finest;
}

/* Needs low <= high. The result can exceed INT64_MAX. */
static uint64_t distance(int64_t low, int64_t high)
{
	return (uint64_t)high - (uint64_t)low;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*
 * The median distance from the median: no minority of outliers can change it. The values are
 * sorted, so that the nearest half of them is found from the median outwards.
 */
static uint64_t median_distance(const int64_t *sorted, size_t count)
{
	int64_t median = sorted[count / 2];
	size_t low = count / 2;
	size_t high = low;
	uint64_t furthest = 0;

	while (high - low < count / 2) {
		bool is_low = high + 1 == count ||
			      (low > 0 && distance(sorted[low - 1], median) <
						  distance(median, sorted[high + 1]));

		furthest =
			is_low ? distance(sorted[--low], median) : distance(median, sorted[++high]);
	}
	return furthest;
}

/* Growing steps are counted from the roundest number in [low, high]. */
static int64_t find_centre(int64_t low, int64_t high)
{
	int64_t power = INT64_C(1000000000000000000);

	while (round_down(high, power) * power < low)
		power /= 10;
	return round_down(high, power) * power;
}

/* The edge after the last one of growing steps, at least `least` away from it. */
static int64_t grow(int64_t centre, int64_t last, bool is_up, uint64_t least)
{
	uint64_t reached = is_up ? distance(centre, last) : distance(last, centre);
	uint64_t next = axis_step(larger(reached + 1, least));
	int64_t edge;

	if (next > INT64_MAX)
		return is_up ? END : -END;
	if (is_up)
		return __builtin_add_overflow(centre, (int64_t)next, &edge) || edge > END ? END
											  : edge;
	return __builtin_sub_overflow(centre, (int64_t)next, &edge) || edge < -END ? -END : edge;
}

/* The lowest and the highest value that is not an outlier. */
static struct interval find_core(const int64_t *sorted, size_t count, uint64_t finest)
{
	uint64_t typical = median_distance(sorted, count);
	/*
	 * Of a normal distribution, 6 times the median distance excludes one value in 20,000. A
	 * value within a few times the median bound is no outlier either.
	 */
	uint64_t near = typical > UINT64_MAX / 6 ? UINT64_MAX
						 : larger(6 * typical, 4 * FINEST_PART * finest);
	int64_t median = sorted[count / 2];
	size_t first = count / 2;
	size_t last = first;

	while (first > 0 && distance(sorted[first - 1], median) <= near)
		first--;
	while (last + 1 < count && distance(median, sorted[last + 1]) <= near)
		last++;
	return (struct interval){.low = sorted[first], .high = sorted[last]};
}

static int64_t choose_step(struct interval core, unsigned pieces, uint64_t finest)
{
	uint64_t step = larger(finest, (distance(core.low, core.high) + pieces - 1) / pieces);
	uint64_t magnitude = larger(unit_magnitude(core.low), unit_magnitude(core.high));

	return (int64_t)axis_step(larger(step, magnitude / LABEL_RANGE));
}

static void add_edge(struct axis *self, int64_t edge)
{
	self->edges[self->count++] = edge;
}

/* Makes even steps for the core, and growing steps for the values outside. */
static void make(struct interval core, const int64_t *sorted, size_t count, unsigned pieces,
	uint64_t finest, struct axis *ret_axis)
{
	int64_t step = choose_step(core, pieces, finest);
	int64_t low = round_down(core.low, step) * step;
	int64_t high = (round_down(core.high, step) + 1) * step;
	int64_t centre = find_centre(low, high);
	int64_t below[AXIS_GROWING] = {0};
	size_t below_count = 0;

	ret_axis->step = step;
	ret_axis->count = 0;
	for (int64_t edge = low; edge > sorted[0]; below[below_count++] = edge)
		edge = grow(centre, edge, false, (uint64_t)step);
	while (below_count > 0)
		add_edge(ret_axis, below[--below_count]);
	ret_axis->even = ret_axis->count;
	for (int64_t edge = low; edge <= high; edge += step)
		add_edge(ret_axis, edge);
	ret_axis->even_end = ret_axis->count - 1;
	for (int64_t edge = high; edge <= sorted[count - 1];) {
		edge = grow(centre, edge, true, (uint64_t)step);
		add_edge(ret_axis, edge);
	}
}

void axis_make(const int64_t *sorted, size_t count, unsigned pieces, uint64_t finest,
	struct axis *ret_axis)
{
	make(find_core(sorted, count, finest), sorted, count, pieces, finest, ret_axis);
}

void axis_make_linear(const int64_t *sorted, size_t count, unsigned pieces, uint64_t finest,
	struct axis *ret_axis)
{
	struct interval core = {.low = sorted[0], .high = sorted[count - 1]};

	make(core, sorted, count, pieces, finest, ret_axis);
}

uint64_t axis_magnitude(const struct axis *self)
{
	return larger(unit_magnitude(self->edges[self->even]),
		unit_magnitude(self->edges[self->even_end]));
}

size_t axis_find(const struct axis *self, int64_t value)
{
	size_t low = 0;
	size_t high = self->count - 1;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (self->edges[middle] <= value)
			low = middle;
		else
			high = middle;
	}
	return low;
}
