/* Readings as the rows of a table, for people. */
#ifndef INETKIT_FORMAT_TABLE_H
#define INETKIT_FORMAT_TABLE_H

#include "clocks/measurement.h"
#include "clocks/spread.h"

#include <stdbool.h>
#include <stdio.h>

struct table {
	FILE *file;
	bool is_precise; /* offsets with their bounds, not in whole seconds */
	bool has_drift;  /* and drifts with theirs */
	bool is_ascii;
	bool has_colour;  /* by how far an offset is from 0, in nanoseconds: */
	int64_t warning;  /* yellow beyond this, */
	int64_t critical; /* red beyond this, green below both */
};

/* The first row: the local clock, as a Unix time in seconds. */
void table_put_local(const struct table *self, int64_t now);

/*
 * Host, offset and time, as the well-known client has it: seconds by the minute hand of the local
 * clock, the time as ctime(3) has it; or the cause why these are not known.
 */
void table_put(const struct table *self, const struct measurement *measurement);

/* The spread in words, for free(3); NULL without memory. */
char *table_describe_spread(
	const struct measurement *measurements, const struct spread *spread, bool is_ascii);

#endif
