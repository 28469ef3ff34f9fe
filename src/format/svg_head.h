/* SPDX-License-Identifier: ISC */
/* The start of the SVG picture: its style, and the text above the legend. */
#ifndef INETKIT_FORMAT_SVG_HEAD_H
#define INETKIT_FORMAT_SVG_HEAD_H

#include "format/svg.h"
#include "format/svg_number.h"
#include "format/svg_rows.h"

#include <stddef.h>
#include <stdio.h>

/* Opens a picture of this number of hosts and this height. */
void svg_head_put(FILE *file, const struct svg_rows *rows, const struct svg_number *number,
	const struct svg_origin *origin, size_t count, double height);

#endif
