/* SPDX-License-Identifier: ISC */
/*
 * Connects to a target without blocking: looks up its name, then tries its addresses, each 250 ms
 * after the previous one or as soon as that one fails, until one accepts the connection (RFC 8305).
 * The request's limit applies to the lookup and to each address separately.
 */
#ifndef INETKIT_CLIENT_DIAL_H
#define INETKIT_CLIENT_DIAL_H

#include "client/resolver.h"
#include "client/target.h"

#include <stdbool.h>
#include <sys/socket.h>
#include <systemd/sd-event.h>

struct dial;

/*
 * Called from the event loop, once, and once more after each dial_next(). fd is a connected socket
 * in non-blocking mode, which the callback must close; or -1 if every address failed, and
 * dial_cause() says why.
 */
typedef void dial_done(struct dial *self, int fd, void *userdata);

/*
 * Start. The target must outlive the dial; the request is copied. Nothing is called back before
 * this returns. Returns 0 or a negative errno.
 */
int dial_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct request *request, dial_done *on_done, void *userdata, struct dial **ret_dial);

/*
 * Pause after the lookup: call on_ready instead of connecting, and connect at dial_go(). Must be
 * called directly after dial_new(). If the lookup finds no address, on_done is called as usual.
 */
typedef void dial_ready(struct dial *self, void *userdata);
void dial_hold(struct dial *self, dial_ready *on_ready);
void dial_go(struct dial *self);

/*
 * While the dial is paused: try this numeric address before the others. Returns false if the lookup
 * did not find it.
 */
bool dial_prefer(struct dial *self, const char *address);

/* The local time just before the connect(2) of the connection that on_done received, in nanoseconds
 * since 1970. */
int64_t dial_asked(const struct dial *self);

/* The address of that connection, until the dial is freed. */
const struct sockaddr *dial_address(const struct dial *self);

/* Whether other addresses remain that have not failed. */
bool dial_has_next(const struct dial *self);

/*
 * How long to wait for the first reply of the server, in microseconds: the request's limit; or two
 * seconds, while other addresses remain.
 */
uint64_t dial_patience(const struct dial *self);

/*
 * Reject the address that on_done received, and try the next one. The cause is copied; dial_cause()
 * contains it if every address fails.
 */
void dial_next(struct dial *self, const char *cause);

/* As dial_next(), because a datagram was refused: nothing listens on the port. */
void dial_next_refused(struct dial *self);

/*
 * As dial_next(), because the server was silent for dial_patience(). If that was less than the
 * limit, the address gets its second turn, with the whole limit, when the others have failed.
 */
void dial_next_silent(struct dial *self, const char *cause);

/* Why all addresses failed, or the lookup: text for a message that names the target itself. */
const char *dial_cause(const struct dial *self);

/* Cancel and free. Does not close a socket that on_done received. Accepts NULL. */
void dial_free(struct dial *self);

#endif
