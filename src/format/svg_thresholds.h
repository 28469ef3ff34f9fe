/* SPDX-License-Identifier: ISC */
/* The thresholds in the SVG picture: lines with names. */
#ifndef INETKIT_FORMAT_SVG_THRESHOLDS_H
#define INETKIT_FORMAT_SVG_THRESHOLDS_H

#include "base/decimal.h"
#include "format/level.h"
#include "format/svg_axis.h"

#include <stdio.h>

enum { SVG_THRESHOLD_SIZE = UNIT_TEXT_SIZE + sizeof "± µs" };

/* Formats a distance from 0, in nanoseconds, exactly and with a sign: "±1.5 s", "-1.5 s". */
void svg_threshold_format(const char *sign, int64_t threshold, char ret_text[SVG_THRESHOLD_SIZE]);

/* Draws a line at each threshold that the axis reaches, in either direction, with its name above
 * the plot. */
void svg_thresholds_put(const struct thresholds *thresholds, const struct svg_axis *axis,
	FILE *file, const struct svg_frame *frame);

#endif
