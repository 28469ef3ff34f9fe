/* What inetkit clocks prints: a row for each host, in the order asked for, and what follows the
 * last. */
#ifndef INETKIT_COMMANDS_CLOCKS_OUTPUT_H
#define INETKIT_COMMANDS_CLOCKS_OUTPUT_H

#include "client/progress.h"
#include "clocks/fleet.h"
#include "commands/clocks_options.h"

struct clocks_output;

/* All must outlive it. 0, or a negative errno. */
int clocks_output_new(const struct clocks_options *options, const struct fleet *fleet,
	struct progress *progress, struct clocks_output **ret);

/* Hosts that were to be asked are not in the fleet, because nobody could read which. */
void clocks_output_lack(struct clocks_output *self);

/* A round begins; a host is known now; the round is over, or is broken off. */
void clocks_output_begin(struct clocks_output *self);
void clocks_output_host(struct clocks_output *self, size_t number);
void clocks_output_end(struct clocks_output *self);

/* Whether standard output takes nothing any more, so that a further round is of no use. */
bool clocks_output_is_broken(const struct clocks_output *self);

/* The exit status after what was shown in the last round, and what could not be written. */
int clocks_output_status(const struct clocks_output *self);

#endif
