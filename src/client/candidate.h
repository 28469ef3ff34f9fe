/* SPDX-License-Identifier: ISC */
/* The addresses of a host, in the order in which a dial (client/dial.h) tries them. */
#ifndef INETKIT_CLIENT_CANDIDATE_H
#define INETKIT_CLIENT_CANDIDATE_H

#include "client/attempt.h"

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>

struct dial;

enum candidate_state {
	CANDIDATE_UNTRIED,
	CANDIDATE_TRIED,  /* an attempt is running, or its connection is in use */
	CANDIDATE_SILENT, /* it has had its first turn: try it again after the others */
	CANDIDATE_FAILED,
};

struct candidate {
	struct dial *dial;
	const struct addrinfo *address;
	enum candidate_state state;
	bool is_second;          /* this is its second turn */
	struct attempt *attempt; /* NULL unless it is running */
	char *cause;             /* of the failure or the silence; NULL if memory was short */
};

/*
 * List the addresses: alternately of the family of the first one and of the other family, as in
 * RFC 8305, section 4. The list of addresses must outlive the array, which the caller frees.
 * Returns NULL if memory is short.
 */
struct candidate *candidate_list(
	struct dial *dial, const struct addrinfo *addresses, size_t *ret_count);

/* Move this numeric address to the beginning, before any is tried. Returns false if the list
 * does not have it. */
bool candidate_prefer(struct candidate *list, size_t count, const char *address);

/* The one to try next, or NULL. */
struct candidate *candidate_next(struct candidate *list, size_t count);

/* Set the state; the cause is copied. */
void candidate_fail(struct candidate *self, enum candidate_state state, const char *cause);

/* Stop its attempt: another address was quicker. */
void candidate_stop(struct candidate *self);

/* Why all of them failed: the cause, or each address with its own cause if they differ. */
void candidate_join_causes(const struct candidate *list, size_t count, char *ret_text, size_t size);

#endif
