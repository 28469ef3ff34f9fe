/* SPDX-License-Identifier: ISC */
/* The horizontal axis of the SVG picture: where offsets are, grid lines and labels. */
#ifndef INETKIT_FORMAT_SVG_AXIS_H
#define INETKIT_FORMAT_SVG_AXIS_H

#include "format/axis.h"
#include "format/svg_layout.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct svg_axis {
	struct axis axis;
	double places[AXIS_EDGES]; /* x of each edge, in pixels */
};

/* Computes the places of the edges. Call it once the axis is made. */
void svg_axis_place_edges(struct svg_axis *self);

/* The x of an offset in nanoseconds. An offset below the first edge is at that edge. */
double svg_axis_place(const struct svg_axis *self, int64_t value);

/* Whether the axis is long enough for the offset. */
bool svg_axis_reaches(const struct svg_axis *self, int64_t value);

/* Whether an offset in nanoseconds is outside the part with even steps. */
bool svg_axis_is_outlier(const struct svg_axis *self, int64_t value);

/* Draws the grid and its labels behind the histogram and the rows. The parts of the axis with
 * growing steps are grey. */
void svg_axis_put(const struct svg_axis *self, FILE *file, const struct svg_frame *frame);

/* Draws a line of this class at an offset, across the histogram and the rows. */
void svg_axis_put_line(const struct svg_axis *self, FILE *file, const char *name, int64_t value,
	const struct svg_frame *frame);

#endif
