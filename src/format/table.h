/* SPDX-License-Identifier: ISC */
/* Measurements as the rows of a table, for people. */
#ifndef INETKIT_FORMAT_TABLE_H
#define INETKIT_FORMAT_TABLE_H

#include "clocks/measurement.h"
#include "clocks/spread.h"

#include <stdbool.h>
#include <stdio.h>

struct table {
	FILE *file;
	bool is_precise; /* offsets with bounds instead of whole seconds */
	bool has_drift;  /* a column for the drift and its bound */
	bool is_ascii;
	bool needs_ascii; /* for names and causes: see shown_needs_ascii() */
	bool has_colour;  /* the colour of an offset depends on its distance from 0: */
	int64_t warning;  /* yellow above this, in nanoseconds, */
	int64_t critical; /* red above this, green below both */
};

/* The first row: the local clock, as a Unix time in seconds. */
void table_put_local(const struct table *self, int64_t now);

/*
 * A row: host, offset, time as ctime(3) writes it; or the host and the cause. Without is_precise,
 * the offset is the difference in whole seconds when the reply arrived, like that of the
 * traditional client.
 */
void table_put(const struct table *self, const struct measurement *measurement);

/* Returns the spread as a sentence; the caller frees it. NULL if there is not enough memory. */
char *table_describe_spread(const struct table *self, const struct measurement *measurements,
	const struct spread *spread);

#endif
