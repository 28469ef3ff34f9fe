/* SPDX-License-Identifier: ISC */
/*
 * An axis for offsets, with round marks: even steps where most offsets are, and growing steps
 * beyond, so that a few clocks that are an hour off leave room for thousands that are not.
 */
#ifndef INETKIT_FORMAT_AXIS_H
#define INETKIT_FORMAT_AXIS_H

#include "clocks/interval.h"
#include "clocks/measurement.h"

#include <stddef.h>
#include <stdint.h>

/* Offsets further from 0 are drawn here: 126 years, in nanoseconds. */
#define AXIS_LIMIT INT64_C(4000000000000000000)

enum {
	AXIS_PIECES = 20,  /* maximum number of even steps, without one that rounding can add */
	AXIS_GROWING = 60, /* maximum number of growing steps on each side: to 1, 2, 5, 10, ... */
	AXIS_EDGES = AXIS_PIECES + 1 + 2 * AXIS_GROWING + 1,
};

struct axis {
	int64_t step; /* width of the even steps, in nanoseconds */
	size_t even;  /* the even steps are from edges[even] to edges[even_end] */
	size_t even_end;
	size_t count; /* number of edges, at least 2 */
	int64_t edges[AXIS_EDGES];
};

/* The smallest 1, 2 or 5 times a power of ten that is not less than at_least; at most 10^19. */
uint64_t axis_step(uint64_t at_least);

/* Clips both ends to AXIS_LIMIT. */
struct interval axis_limit(struct interval interval);

/* Sorts the values in ascending order. */
void axis_sort(int64_t *values, size_t count);

/*
 * The finest step for these measurements, in nanoseconds: a small part of the median bound. At
 * least one of them has an offset. The scratch has room for one number per measurement.
 */
uint64_t axis_finest(const struct measurement *measurements, size_t count, int64_t *scratch);

/*
 * Makes an axis for at least one value; the values are sorted and within AXIS_LIMIT. It has about
 * this number of even steps (pieces, 5 to AXIS_PIECES), none finer than the result of
 * axis_finest(). The first edge is at or below all values, the last one above.
 */
void axis_make(const int64_t *sorted, size_t count, unsigned pieces, uint64_t finest,
	struct axis *ret_axis);

/* The same with even steps only, however far apart the values are. */
void axis_make_linear(const int64_t *sorted, size_t count, unsigned pieces, uint64_t finest,
	struct axis *ret_axis);

/* The largest distance of the even part from 0. Its unit suits all labels of that part. */
uint64_t axis_magnitude(const struct axis *self);

/* The index of the edge below the value: the value is between this edge and the next one. For a
 * value beyond all edges, the nearest pair. */
size_t axis_find(const struct axis *self, int64_t value);

#endif
