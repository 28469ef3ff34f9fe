/* SPDX-License-Identifier: ISC */
/* Asks the resolver which rules of access.h match that are names. */
#ifndef INETKIT_FILTER_ACCESS_LOOKUP_H
#define INETKIT_FILTER_ACCESS_LOOKUP_H

#include "filter/access.h"
#include "filter/lookup.h"

#include <stdbool.h>

/* The first lookup that failed. */
struct access_failure {
	const struct access_rule *rule; /* NULL for none */
	char cause[LOOKUP_LINE_SIZE];
};

/* True if no answer that is missing could change the decision. */
bool access_is_decided(const struct access *self);

/*
 * Sets match of the rules that are names, in their order, until the decision is clear. The peer
 * is a numeric address. The timeout is for all lookups together. See lookup_start() for is_quiet.
 */
void access_look_up(struct access *self, const char *peer, unsigned seconds, bool is_quiet,
	struct access_failure *ret_failure);

#endif
