/* SPDX-License-Identifier: ISC */
/* The largest difference between the clocks of many hosts. */
#ifndef INETKIT_CLOCKS_SPREAD_H
#define INETKIT_CLOCKS_SPREAD_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stddef.h>

/* The fastest and the slowest clock, and by how much the one is ahead of the other, in
 * nanoseconds. */
struct spread {
	size_t fast; /* indices into the array of measurements, never equal */
	size_t slow;
	struct interval difference;
};

/* Compares the middles of the offsets; of equal ones the first counts. Returns false if fewer than
 * two offsets are known. */
bool spread_measure(
	const struct measurement *measurements, size_t count, struct spread *ret_spread);

#endif
