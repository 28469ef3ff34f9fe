/*
 * Offsets on a line with round marks: even steps where most of them are, and beyond, steps that
 * grow, so that a few clocks that are an hour off leave room for thousands that are not.
 */
#ifndef INETKIT_FORMAT_AXIS_H
#define INETKIT_FORMAT_AXIS_H

#include "clocks/interval.h"
#include "clocks/measurement.h"

#include <stddef.h>
#include <stdint.h>

/* What lies further from 0, in nanoseconds, is drawn there: 126 years. */
#define AXIS_LIMIT INT64_C(4000000000000000000)

enum {
	AXIS_PIECES = 20,  /* even steps at most, but for one that rounding adds */
	AXIS_GROWING = 60, /* steps beyond them, at most, on either side: 1, 2, 5, 10 and so on */
	AXIS_EDGES = AXIS_PIECES + 1 + 2 * AXIS_GROWING + 1,
};

struct axis {
	int64_t step; /* the even one */
	size_t even;  /* edges[even] to edges[even_end] are even steps apart */
	size_t even_end;
	size_t count; /* of the edges, at least 2 */
	int64_t edges[AXIS_EDGES];
};

/* The least of 1, 2 or 5 times a power of ten that is not less; 10^19 for anything beyond. */
uint64_t axis_step(uint64_t at_least);

/* The interval with each end, where it is beyond the limit, there. */
struct interval axis_limit(struct interval interval);

/* Ascending, as what follows wants them. */
void axis_sort(int64_t *values, size_t count);

/*
 * How fine a scale for these can be, of which one at least has an offset: a small part of the error
 * that is usual. The scratch has room for a number of each.
 */
uint64_t axis_finest(const struct measurement *measurements, size_t count, int64_t *scratch);

/*
 * For at least one value, all within the limits. Makes about this number of even steps (pieces, 5
 * to AXIS_PIECES) where most values are, none shorter than finest, a result of axis_finest(). The
 * first edge is at or below all values, the last above.
 */
void axis_make(const int64_t *sorted, size_t count, unsigned pieces, uint64_t finest,
	struct axis *ret_scale);

/* How far from 0 the even part goes: what has the unit for this looks alike. */
uint64_t axis_magnitude(const struct axis *self);

/* Between which edges, this and the next, the value is: the nearest two if it is beyond all. */
size_t axis_find(const struct axis *self, int64_t value);

#endif
