/*
 * Addresses of names from the system's resolver (nsswitch.conf(5)), without waiting for them: each
 * look-up has a thread, so that a name server that does not answer for one name delays no other.
 * getaddrinfo_a(3) does the same with at most twenty threads, and twenty bad names stop it.
 */
#ifndef INETKIT_RESOLVE_H
#define INETKIT_RESOLVE_H

#include <netdb.h>
#include <systemd/sd-event.h>

struct resolver;
struct lookup;

/* The list of getaddrinfo(3), which is now the receiver's to free; or NULL, and the cause. */
typedef void resolve_done(const char *cause, struct addrinfo *list, void *userdata);

/* What a result of getaddrinfo(3) means, and the errno after it; NULL for success. */
const char *resolve_cause(int result, int error);

/* 0, or a negative errno. */
int resolver_new(sd_event *event, struct resolver **ret);

/* Start a look-up; done is called from the event loop. 0, or a negative errno. */
int resolver_start(struct resolver *self, const char *host, int family, int type,
	resolve_done *done, void *userdata, struct lookup **ret);

/* No longer wait for a look-up: done is not called. */
void lookup_abandon(struct lookup *self);

#endif
