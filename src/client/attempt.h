/* Connects to one address without blocking: an attempt of a dial (client/dial.h). */
#ifndef INETKIT_CLIENT_ATTEMPT_H
#define INETKIT_CLIENT_ATTEMPT_H

#include "client/target.h"

#include <netdb.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct attempt;

/*
 * Called once per attempt, from the event loop. fd is a connected socket in non-blocking mode,
 * which the callback must close; or a negative errno of connect(2), or -ETIME when the attempt
 * exceeded the request's limit. The callback may start the next attempt or free this one.
 */
typedef void attempt_done(int fd, void *userdata);

/* Create without starting. The request must outlive the attempt. Returns 0 or a negative errno. */
int attempt_new(sd_event *event, const struct request *request, attempt_done *on_done,
	void *userdata, struct attempt **ret_attempt);

/*
 * Start to connect to an address, which must stay valid until on_done is called. The attempt must
 * not be running. Returns 0; or a negative errno of socket(2) or connect(2), and on_done is not
 * called.
 */
int attempt_start(struct attempt *self, const struct addrinfo *address);

/* The local time just before the last connect(2), in nanoseconds since 1970; 0 before the first. */
int64_t attempt_asked(const struct attempt *self);

/* Cancel and free. Does not close a socket that on_done received. Accepts NULL. */
void attempt_free(struct attempt *self);

#endif
