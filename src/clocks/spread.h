/* How far the clocks of many hosts are apart. */
#ifndef INETKIT_CLOCKS_SPREAD_H
#define INETKIT_CLOCKS_SPREAD_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stddef.h>

/* The largest difference between any two: which hosts, and by how much the one is ahead of the
 * other, in nanoseconds. */
struct spread {
	size_t fast; /* places in the array of readings, never the same */
	size_t slow;
	struct interval difference;
};

/* By the middles of their offsets; of equals, the first. Whether at least two offsets are known. */
bool spread_measure(const struct measurement *measurements, size_t count, struct spread *ret);

#endif
