/*
 * Addresses of names from the system's resolver (nsswitch.conf(5)), without waiting for them: each
 * look-up has a thread, so that a name server that does not answer for one name delays no other
 * while there are threads to be had. getaddrinfo_a(3) does the same with at most twenty threads.
 */
#ifndef INETKIT_CLIENT_RESOLVE_H
#define INETKIT_CLIENT_RESOLVE_H

#include "client/target.h"

#include <netdb.h>
#include <systemd/sd-event.h>

struct resolver;
struct lookup;

/* The list of getaddrinfo(3), which is now the receiver's to free; or NULL, and the cause. */
typedef void resolve_done(const char *cause, struct addrinfo *list, void *userdata);

/* What a result of getaddrinfo(3) means, and the errno after it; NULL for success. */
const char *resolve_cause(int result, int error);

/* Look-ups under way at once, each of which can take two descriptors; the others wait. */
enum { RESOLVER_THREADS = 256, RESOLVER_DESCRIPTORS = 2 };

/* At most so many look-ups under way at once. 0, or a negative errno. */
int resolver_new(sd_event *event, unsigned threads, struct resolver **ret);

/*
 * Look up the target's host; done is called from the event loop, at the latest when the look-up
 * has been under way for as long as the request's limit. 0, or a negative errno.
 */
int resolver_start(struct resolver *self, const struct target *target,
	const struct request *request, resolve_done *done, void *userdata, struct lookup **ret);

/* No longer wait for a look-up: done is not called. */
void lookup_abandon(struct lookup *self);

#endif
