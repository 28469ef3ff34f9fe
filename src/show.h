/* What inetkit clocks prints: a row for each host, in the order asked for, and what follows the
 * last. */
#ifndef INETKIT_SHOW_H
#define INETKIT_SHOW_H

#include "clocks_options.h"
#include "fleet.h"
#include "progress.h"

struct show;

/* All must outlive it. 0, or a negative errno. */
int show_new(const struct clocks_options *options, const struct fleet *fleet,
	struct progress *progress, struct show **ret);

/* Hosts that were to be asked are not in the fleet, because nobody could read which. */
void show_lack(struct show *self);

/* A round begins; a host is known now; the round is over, or is broken off. */
void show_begin(struct show *self);
void show_host(struct show *self, size_t number);
void show_end(struct show *self);

/* Whether standard output takes nothing any more, so that a further round is of no use. */
bool show_is_broken(const struct show *self);

/* The exit status after what was shown in the last round, and what could not be written. */
int show_status(const struct show *self);

#endif
