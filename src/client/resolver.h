/* SPDX-License-Identifier: ISC */
/*
 * Looks up host names through the system's resolver (nsswitch.conf(5)) without blocking. Each
 * lookup runs in its own thread, so a name server that is silent about one name does not delay the
 * other names. getaddrinfo_a(3) works the same way, but uses at most 20 threads.
 */
#ifndef INETKIT_CLIENT_RESOLVER_H
#define INETKIT_CLIENT_RESOLVER_H

#include "client/target.h"

#include <netdb.h>
#include <systemd/sd-event.h>

struct resolver;
struct address_lookup;

/*
 * Called once from the event loop with the list of getaddrinfo(3), which the callback must free,
 * and a NULL cause; or with NULL and the cause, which is valid during the call.
 */
typedef void address_lookup_done(const char *cause, struct addrinfo *list, void *userdata);

/*
 * Text for a result of getaddrinfo(3) and the errno (positive) that came with EAI_SYSTEM; NULL for
 * success.
 */
const char *address_lookup_cause(int result, int error);

/* A reasonable maximum of concurrent lookups, and the descriptors that one lookup can open. */
enum { RESOLVER_THREADS = 256, RESOLVER_DESCRIPTORS = 2 };

/*
 * Create a resolver that runs at most threads lookups at once; further ones wait in a queue. It
 * lives until the process ends. Returns 0 or a negative errno.
 */
int resolver_new(sd_event *event, unsigned threads, struct resolver **ret_resolver);

/*
 * Look up the target's host. The lookup fails when it exceeds the request's limit; time in the
 * queue does not count. on_done is called from the event loop, never before this returns. Returns 0
 * or a negative errno.
 */
int address_lookup_start(struct resolver *resolver, const struct target *target,
	const struct request *request, address_lookup_done *on_done, void *userdata,
	struct address_lookup **ret_lookup);

/* Stop waiting for a lookup: on_done is not called. The thread may continue in the background. */
void address_lookup_stop(struct address_lookup *self);

#endif
