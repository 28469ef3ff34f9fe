/* SPDX-License-Identifier: ISC */
/* Text and numbers in the SVG picture. LC_NUMERIC must be that of the C locale. */
#ifndef INETKIT_FORMAT_SVG_TEXT_H
#define INETKIT_FORMAT_SVG_TEXT_H

#include "clocks/interval.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Writes a string of any bytes as the content of an element, and escapes it. Bytes that are not
 * UTF-8, and characters that are invisible or not allowed in XML, become U+FFFD. A string wider
 * than the columns is cut and ends with an ellipsis.
 */
void svg_put_text(FILE *file, const char *text, unsigned columns);

/* "host" or "hosts". */
const char *svg_hosts(size_t count);

/* An offset in nanoseconds, with its unit. */
void svg_put_offset(FILE *file, int64_t offset);

/*
 * An interval in nanoseconds as "+1.250 ± 0.300 ms", rounded outwards: the text covers the whole
 * interval. The unit is at least the one for the usual magnitude, so that most rows have the same.
 */
void svg_put_interval(FILE *file, struct interval interval, uint64_t usual_magnitude);

#endif
