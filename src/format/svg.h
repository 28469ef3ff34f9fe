/* The offsets of many clocks as a picture for browsers: SVG 1.1 that needs nothing else. */
#ifndef INETKIT_FORMAT_SVG_H
#define INETKIT_FORMAT_SVG_H

#include "clocks/measurement.h"

#include <stddef.h>
#include <stdio.h>

/*
 * On top a histogram of the middles, below it the interval of each host as a bar with a mark in the
 * middle, sorted by the middle, on one axis; at the bottom the first of those that have no offset.
 * Hosts and causes can hold any octets: what is no character or none to be seen becomes U+FFFD.
 * LC_NUMERIC must be that of the C locale. 0 or -ENOMEM; whether all could be written, the file
 * knows.
 */
int svg_put(FILE *file, const struct measurement *measurements, size_t count);

#endif
