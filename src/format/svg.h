/* SPDX-License-Identifier: ISC */
/* The offsets of many clocks as a picture for browsers: SVG 1.1 without external resources. */
#ifndef INETKIT_FORMAT_SVG_H
#define INETKIT_FORMAT_SVG_H

#include "clocks/measurement.h"

#include <stddef.h>
#include <stdio.h>

/*
 * Writes a histogram of the middles; below it, on the same axis and sorted by the middle, the
 * interval of each host as a bar with a mark in the middle; at the bottom the first hosts that have
 * no offset. Hosts and causes may hold any bytes: those that are not UTF-8, and invisible
 * characters, become U+FFFD. LC_NUMERIC must be that of the C locale. Returns 0 or -ENOMEM; check
 * ferror(3) for failed writes.
 */
int svg_put(FILE *file, const struct measurement *measurements, size_t count);

#endif
