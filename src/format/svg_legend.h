/* SPDX-License-Identifier: ISC */
/* The legend of the SVG picture. */
#ifndef INETKIT_FORMAT_SVG_LEGEND_H
#define INETKIT_FORMAT_SVG_LEGEND_H

#include "format/level.h"
#include "format/svg_rows.h"

#include <stdbool.h>
#include <stdio.h>

/* Writes two lines below y: the hosts of each level, and the other signs. */
void svg_legend_put(FILE *file, const struct svg_rows *rows, const struct thresholds *thresholds,
	bool has_growing, double y);

#endif
