/* SPDX-License-Identifier: ISC */
/* The distribution of the offsets of many clocks, drawn with characters. */
#ifndef INETKIT_FORMAT_HISTOGRAM_H
#define INETKIT_FORMAT_HISTOGRAM_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Limits of the width, in columns. */
enum { HISTOGRAM_COLUMNS_MIN = 40, HISTOGRAM_COLUMNS_MAX = 200 };

/*
 * Writes a line for each range of offsets: the range (its lower end included), a bar, and the
 * number of hosts whose interval has its middle in the range. Three or more empty lines become one,
 * "...". The last line says how many hosts have no offset, if any. No line is wider than the
 * columns. Uses ASCII only, or UTF-8. Returns 0 or -ENOMEM; check ferror(3) for failed writes.
 */
int histogram_put(FILE *file, const struct measurement *measurements, size_t count,
	unsigned columns, bool is_ascii);

#endif
