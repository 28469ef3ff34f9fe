/* SPDX-License-Identifier: ISC */
/* The rows of inetkit clocks: one for each host, in the order and the format asked for. */
#ifndef INETKIT_COMMANDS_CLOCKS_ROWS_H
#define INETKIT_COMMANDS_CLOCKS_ROWS_H

#include "clocks/fleet.h"
#include "commands/clocks_destination.h"
#include "commands/clocks_options.h"
#include "format/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clocks_rows {
	const struct clocks_options *options;
	const struct fleet *fleet;
	struct clocks_destination *destination;
	struct table table;
	bool is_terminal;   /* the rows go to a terminal */
	bool is_plugin;     /* one line of a monitoring plugin instead of rows */
	const char *remedy; /* for the line of a plugin; or NULL */
	bool has_begun;     /* a round came before this one */
	int64_t begun;      /* Unix time in seconds at which this round began */
	size_t next;        /* in the order given: the first host without a row */
	/* All hosts after a round, in the order of the rows; NULL if there are none. */
	const struct measurement *measurements;
	size_t count;
	struct measurement *sorted; /* the same with --order offset; else NULL */
	/* Of a round that is redrawn: where the heading ends in the text, and the row of each host
	 * with its notes. NULL without memory. */
	size_t heading;
	size_t *ends;
};

bool clocks_rows_is_table(const struct clocks_rows *self);

/* Starts a round and prints the heading of the format. */
void clocks_rows_begin(struct clocks_rows *self);

/* Whether a row can be printed now that this host is known. */
bool clocks_rows_is_due(const struct clocks_rows *self, size_t number);

/* Prints the row of a host that is due, and the rows that waited for it. */
void clocks_rows_host(struct clocks_rows *self, size_t number);

/* The round is over: collects the measurements and prints the missing rows. */
void clocks_rows_end(struct clocks_rows *self);

#endif
