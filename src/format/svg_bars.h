/* SPDX-License-Identifier: ISC */
/* The histogram of the SVG picture: a bar for each range of offsets. */
#ifndef INETKIT_FORMAT_SVG_BARS_H
#define INETKIT_FORMAT_SVG_BARS_H

#include "format/svg_axis.h"
#include "format/svg_number.h"
#include "format/svg_rows.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The hosts with an offset in [low, high), in nanoseconds. */
struct svg_bar {
	int64_t low;
	int64_t high;
	size_t hosts;
	size_t levels[LEVELS]; /* the number of hosts of each level */
};

/* Draws the histogram of the hosts in the rows. The scratch has room for a bar for each of them. */
void svg_bars_put(const struct svg_rows *rows, const struct svg_axis *axis,
	const struct svg_number *number, struct svg_bar *scratch, FILE *file);

#endif
