/* SPDX-License-Identifier: ISC */
/* What inetkit clocks prints in each round: rows, summary, and the exit status after them. */
#ifndef INETKIT_COMMANDS_CLOCKS_OUTPUT_H
#define INETKIT_COMMANDS_CLOCKS_OUTPUT_H

#include "client/progress.h"
#include "clocks/fleet.h"
#include "commands/clocks_options.h"

struct clocks_output;

/* The arguments must outlive it. Returns 0 or a negative errno. */
int clocks_output_new(const struct clocks_options *options, const struct fleet *fleet,
	struct progress *progress, struct clocks_output **ret_output);

/* A host of the fleet tells fractions of a second. Before the first round. */
void clocks_output_set_exact(struct clocks_output *self);

/* The fleet lacks hosts, because a list of hosts could not be read. */
void clocks_output_set_incomplete(struct clocks_output *self);

/* What would let hosts be asked that cannot be, for the line of a plugin. Must outlive it. */
void clocks_output_set_remedy(struct clocks_output *self, const char *remedy);

/* The round was cut off: the offsets that are known can be inexact, and some are missing. */
void clocks_output_set_interrupted(struct clocks_output *self);

/* A round begins; a host is known; all hosts are known. */
void clocks_output_begin(struct clocks_output *self);
void clocks_output_host(struct clocks_output *self, size_t number);
void clocks_output_end(struct clocks_output *self);

/* Whether standard output takes no more, so that another round would be useless. */
bool clocks_output_is_broken(const struct clocks_output *self);

/* The exit status after the last round. */
int clocks_output_status(const struct clocks_output *self);

#endif
