/* SPDX-License-Identifier: ISC */
/* The rows of the SVG picture: the interval of each host, sorted by the middle. */
#ifndef INETKIT_FORMAT_SVG_ROWS_H
#define INETKIT_FORMAT_SVG_ROWS_H

#include "clocks/measurement.h"
#include "format/level.h"
#include "format/svg_axis.h"
#include "format/svg_number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A host with an offset. */
struct svg_host {
	const struct measurement *measurement;
	struct interval offset; /* clipped to AXIS_LIMIT */
	int64_t middle;         /* of the clipped offset */
	enum level level;
};

/* A bar and its mark: a host, or a few neighbours without names and of the same level. */
struct svg_row {
	size_t first; /* index of the first host */
	size_t end;   /* index after the last one */
	double y;     /* of the middle of the row */
	double height;
};

struct svg_rows {
	struct svg_host *hosts;
	size_t hosts_count;
	size_t levels[LEVELS]; /* number of hosts of each level */
	struct svg_row *list;
	size_t count;
	size_t named_low;  /* number of rows with a name at the start of the list */
	size_t named_high; /* and at its end */
	size_t most;       /* the maximum number of hosts in a row */
};

/* Fills the hosts, which have room for all measurements, with those that have an offset; sorts them
 * by the middle, and by the order given where that is equal. */
void svg_rows_fill(struct svg_rows *self, const struct measurement *measurements, size_t count,
	const struct thresholds *thresholds);

/* Chooses which hosts have names, and fills the list, which has room for all hosts. Sets rows_end
 * of the frame. */
void svg_rows_lay_out(struct svg_rows *self, const struct svg_axis *axis, struct svg_frame *frame);

/* Whether a row of the list has a name. */
bool svg_rows_is_named(const struct svg_rows *self, size_t row);

void svg_rows_put(const struct svg_rows *self, const struct svg_axis *axis,
	const struct svg_number *number, FILE *file);

#endif
