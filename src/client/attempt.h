/* SPDX-License-Identifier: ISC */
/* Connects to one address without blocking: an attempt of a dial (client/dial.h). */
#ifndef INETKIT_CLIENT_ATTEMPT_H
#define INETKIT_CLIENT_ATTEMPT_H

#include "client/target.h"

#include <netdb.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct attempt;

/*
 * Called once, from the event loop or attempt_new(). fd is a connected socket in non-blocking mode,
 * which the callback must close; or a negative errno of connect(2). When the attempt exceeded the
 * request's limit, that is -EAGAIN if no local port was free for a datagram socket, else -ETIME.
 * The callback may free the attempt.
 */
typedef void attempt_done(int fd, void *userdata);

/*
 * Start to connect to an address. The request and the address must outlive the attempt. Returns 0;
 * 1 if the socket is connected at once, as one for datagrams is, and on_done has been called; or a
 * negative errno, among others of socket(2) and connect(2), and on_done is not called.
 */
int attempt_new(sd_event *event, const struct request *request, const struct addrinfo *address,
	attempt_done *on_done, void *userdata, struct attempt **ret_attempt);

/* The local time just before connect(2), in nanoseconds since 1970. */
int64_t attempt_asked(const struct attempt *self);

/* Cancel and free. Does not close a socket that on_done received. Accepts NULL. */
void attempt_free(struct attempt *self);

#endif
