/* SPDX-License-Identifier: ISC */
/* A line of output that continues on indented lines where it would be wider than LINE_COLUMNS. */
#ifndef INETKIT_COMMANDS_WRAP_H
#define INETKIT_COMMANDS_WRAP_H

#include "commands/run.h"

#include <stdbool.h>

struct wrap {
	struct run *run;
	int columns; /* of the line so far */
	char line[1024];
};

void wrap_begin(struct wrap *self, struct run *run);

/*
 * Adds a part of at most 511 bytes, which stays together, after a blank or on the next line. Only a
 * part that is wider than a line, such as a long name, exceeds LINE_COLUMNS.
 */
__attribute__((format(printf, 2, 3))) void wrap_add(struct wrap *self, const char *format, ...);

/* Prints the rest, as run_print() does. */
bool wrap_end(struct wrap *self);

#endif
