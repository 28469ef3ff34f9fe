/* SPDX-License-Identifier: ISC */
/* The distribution of the offsets of many clocks, drawn with characters. */
#ifndef INETKIT_FORMAT_HISTOGRAM_H
#define INETKIT_FORMAT_HISTOGRAM_H

#include "clocks/measurement.h"
#include "format/level.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Limits of the width, in columns. */
enum { HISTOGRAM_COLUMNS_MIN = 40, HISTOGRAM_COLUMNS_MAX = 200 };

struct histogram_style {
	unsigned columns;                    /* width of the lines */
	bool is_ascii;                       /* no other characters */
	const struct thresholds *thresholds; /* for the colours of the bars; NULL for no colours */
};

/*
 * Writes a line for each range of offsets: the range (its lower end included), a bar, and the
 * number of hosts whose interval has its middle in the range. Three or more empty lines become one,
 * "...". The last line says how many hosts have no offset, if any. A bar has the colour of the host
 * that is furthest off. Returns 0 or -ENOMEM; check ferror(3) for failed writes.
 */
int histogram_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct histogram_style *style);

#endif
