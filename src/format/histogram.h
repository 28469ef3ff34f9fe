/* How the offsets of many clocks are distributed, drawn in text. */
#ifndef INETKIT_FORMAT_HISTOGRAM_H
#define INETKIT_FORMAT_HISTOGRAM_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What is narrower or wider is drawn as the nearer of these, in columns. */
enum { HISTOGRAM_COLUMNS_MIN = 40, HISTOGRAM_COLUMNS_MAX = 200 };

/*
 * A line for each range of offsets: the range, its lower end included, a bar and the number of
 * hosts. A host counts where the middle of its interval is. Three empty lines or more become one,
 * "...". Last comes how many hosts have no offset, if any. No line is wider than the columns; in
 * UTF-8, or in ASCII alone. 0 or -ENOMEM; whether all could be written, the file knows.
 */
int histogram_put(FILE *file, const struct measurement *measurements, size_t count,
	unsigned columns, bool is_ascii);

#endif
