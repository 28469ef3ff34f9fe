/* SPDX-License-Identifier: ISC */
/* Measurements as the rows of a table, for people. */
#ifndef INETKIT_FORMAT_TABLE_H
#define INETKIT_FORMAT_TABLE_H

#include "clocks/measurement.h"
#include "clocks/spread.h"
#include "format/level.h"

#include <stdbool.h>
#include <stdio.h>

struct table {
	FILE *file;
	bool is_terminal; /* with a heading and the zone of times, and for its width: */
	unsigned columns; /* the width of the terminal */
	int host_width;   /* columns for the hosts: see table_fit_host() */
	bool is_precise;  /* offsets with bounds instead of whole seconds */
	bool has_drift;   /* a column for the drift and its bound */
	bool is_ascii;
	bool needs_ascii; /* for names and causes: see shown_needs_ascii() */
	bool has_colour;  /* the colour of an offset depends on its distance from 0: */
	int64_t warning;  /* yellow above this, in nanoseconds, */
	int64_t critical; /* red above this, green below both */
};

/* Of a measurement with an offset, by the thresholds of the table. */
enum level table_level(const struct table *self, const struct measurement *measurement);

/* Makes room for a host, as far as the row fits the terminal. Otherwise hosts have 24 columns. */
void table_fit_host(struct table *self, const char *host);

/* On a terminal, names the columns and their units. */
void table_put_heading(const struct table *self);

/* The first row: the local clock, as a Unix time in seconds. */
void table_put_local(const struct table *self, int64_t now);

/*
 * A row: host, offset, time; or the host and the cause. Without is_precise, the offset is the
 * difference in whole seconds when the reply arrived, like that of the traditional client. The time
 * is local: as ctime(3) writes it, or on a terminal with its zone, unless the row has no room.
 */
void table_put(const struct table *self, const struct measurement *measurement);

/* Returns the spread as a sentence; the caller frees it. NULL if there is not enough memory. */
char *table_describe_spread(const struct table *self, const struct measurement *measurements,
	const struct spread *spread);

#endif
