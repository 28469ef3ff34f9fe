/*
 * Connects to a target without blocking: looks up its name, then tries its addresses one after the
 * other until one accepts the connection. The request's limit applies to the lookup and to each
 * address separately.
 */
#ifndef INETKIT_CLIENT_DIAL_H
#define INETKIT_CLIENT_DIAL_H

#include "client/resolver.h"
#include "client/target.h"

#include <systemd/sd-event.h>

struct dial;

/*
 * Called from the event loop, once, and once more after each dial_next(). fd is a connected socket
 * in non-blocking mode, which the callback must close; or -1 if every address failed, and
 * dial_cause() says why the last one did.
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

/* The local time just before the last connect(2), in nanoseconds since 1970; 0 before the first. */
int64_t dial_asked(const struct dial *self);

/*
 * Reject the address that on_done received, for example because it does not reply, and try the next
 * one. The cause is what dial_cause() returns if this was the last address.
 */
void dial_next(struct dial *self, const char *cause);

/* As dial_next(), because a datagram was refused: nothing listens on the port. */
void dial_next_refused(struct dial *self);

/* Why the last address failed, or the lookup: text for a message that names the target itself. */
const char *dial_cause(const struct dial *self);

/* Cancel and free. Does not close a socket that on_done received. Accepts NULL. */
void dial_free(struct dial *self);

#endif
