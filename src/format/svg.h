/* SPDX-License-Identifier: ISC */
/* The offsets of many clocks as a picture for browsers: SVG 1.1 without external resources. */
#ifndef INETKIT_FORMAT_SVG_H
#define INETKIT_FORMAT_SVG_H

#include "clocks/measurement.h"
#include "format/level.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* When and where the measurements were made. */
struct svg_origin {
	int64_t begun; /* Unix times in seconds */
	int64_t ended;
	const char *host; /* name of the local host: any bytes except NUL; NULL if it is unknown */
};

/*
 * Writes a histogram of the middles; below it, on the same axis and sorted by the middle, the
 * interval of each host as a bar with a mark in the middle; at the bottom the first hosts that have
 * no offset. Hosts beyond a threshold have its colour. Fewer than ten hosts have a linear axis and
 * no histogram. The colours suit the light or dark scheme of the viewer.
 *
 * Hosts and causes may hold any bytes: those that are not UTF-8, and invisible characters, become
 * U+FFFD. LC_NUMERIC must be that of the C locale, and tzset(3) must have been called. Returns 0 or
 * -ENOMEM; check ferror(3) for failed writes.
 */
int svg_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct thresholds *thresholds, const struct svg_origin *origin);

#endif
