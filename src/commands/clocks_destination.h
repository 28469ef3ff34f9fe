/* SPDX-License-Identifier: ISC */
/*
 * Where inetkit clocks prints a round: to standard output at once, to a file that replaces the
 * previous one, or to a terminal in one piece, redrawn in place or without control characters.
 */
#ifndef INETKIT_COMMANDS_CLOCKS_DESTINATION_H
#define INETKIT_COMMANDS_CLOCKS_DESTINATION_H

#include "format/atomic_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct clocks_destination {
	const char *path; /* of --output; NULL for standard output */
	bool is_redrawn;  /* each round replaces the previous one on the terminal */
	bool is_plain;    /* control characters become '?' on the terminal */
	FILE *file;       /* open during a round; NULL without memory for it */
	bool has_failed;  /* in this round */
	int error;        /* why the output of this round is incomplete: a negative errno, or 0 */
	bool is_broken;   /* standard output takes no more */
	bool is_written;  /* the file of --output has the contents of this round */
	bool is_last;     /* no other round is drawn over this one: it need not fit the terminal */
	unsigned lines;   /* of the previous round on the terminal, which the next one replaces */
	/* The rest belongs to the module. */
	struct atomic_file replacement;
	char *text; /* collects what is redrawn or made plain */
	size_t text_size;
};

/* Opens self->file for a round. Reports an error as clocks_destination_fail() does. */
void clocks_destination_open(struct clocks_destination *self);

/* Shows what was printed so far, unless the round is redrawn as a whole. */
void clocks_destination_flush(struct clocks_destination *self);

/*
 * Takes back what was printed to the file of a round that is redrawn, so that it can be printed in
 * another way. Returns the text, which the caller frees, or NULL after a message.
 */
char *clocks_destination_restart(struct clocks_destination *self, size_t *ret_size);

/* Ends the round. With is_discarded or an error, the file of --output keeps its contents. */
void clocks_destination_close(struct clocks_destination *self, bool is_discarded);

/* Prints to standard output what the file of --output did not take. */
void clocks_destination_divert(struct clocks_destination *self);

/* Prints a message with the cause, a negative errno, and remembers that this round has failed. */
void clocks_destination_fail(struct clocks_destination *self, const char *subject, int error);

/* The same, and the output of this round is incomplete. */
void clocks_destination_spoil(struct clocks_destination *self, const char *subject, int error);

#endif
