/* SPDX-License-Identifier: ISC */
/* The rows of the SVG picture: the interval of each host, sorted by the middle. */
#ifndef INETKIT_FORMAT_SVG_ROWS_H
#define INETKIT_FORMAT_SVG_ROWS_H

#include "clocks/measurement.h"
#include "format/svg_axis.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct svg_row {
	const struct measurement *measurement;
	struct interval offset; /* clipped to AXIS_LIMIT */
	int64_t middle;         /* of the clipped offset */
};

struct svg_rows {
	struct svg_row *list; /* one for each host with an offset */
	size_t count;
	size_t named_low;   /* number of rows with a name at the start of the list */
	size_t named_high;  /* and at its end */
	double thin_height; /* of each row without a name, in pixels */
	double top;         /* y of the first row */
	double end;         /* y below the last row */
};

/* Fills the list, which has room for all measurements, with those that have an offset; sorts it by
 * the middle, and by the order given where that is equal. */
void svg_rows_fill(struct svg_rows *self, const struct measurement *measurements, size_t count);

/* Chooses which rows have names, and computes the heights. Needs the list and the top. */
void svg_rows_lay_out(struct svg_rows *self, const struct svg_axis *axis);

void svg_rows_put(const struct svg_rows *self, const struct svg_axis *axis, FILE *file);

#endif
