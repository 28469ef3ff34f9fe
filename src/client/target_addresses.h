/* SPDX-License-Identifier: ISC */
/*
 * Finds the addresses of a target (client/target.h). Only a host name needs a lookup, hence a
 * thread.
 */
#ifndef INETKIT_CLIENT_TARGET_ADDRESSES_H
#define INETKIT_CLIENT_TARGET_ADDRESSES_H

#include "client/resolver.h"
#include "client/target.h"

#include <netdb.h>

/*
 * The list of addresses, valid until target_addresses_free(), and a NULL cause; or NULL and the
 * cause, which is valid during the call.
 */
typedef void target_addresses_found(const char *cause, const struct addrinfo *list, void *userdata);

struct target_addresses {
	target_addresses_found *on_found;
	void *userdata;
	struct address_lookup *lookup; /* NULL unless one is running */
	struct addrinfo *found;        /* of the resolver, or NULL */
	struct path_address *path;     /* of unix:PATH, or NULL */
};

/*
 * Calls on_found once: before this returns if the target is an address or unix:PATH, otherwise
 * after the lookup, from the event loop. The request gives family, type and limit. Returns 0; or a
 * negative errno if the lookup cannot start or memory is short, and on_found is not called.
 */
int target_addresses_find(struct target_addresses *self, struct resolver *resolver,
	const struct target *target, const struct request *request,
	target_addresses_found *on_found, void *userdata);

/* Cancels and frees. The structure may be all zero. */
void target_addresses_free(struct target_addresses *self);

#endif
