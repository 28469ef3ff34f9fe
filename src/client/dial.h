/*
 * Connecting to a target without waiting for it: its name is looked up, then each of its addresses
 * is tried in turn, each step within the request's time limit.
 */
#ifndef INETKIT_CLIENT_DIAL_H
#define INETKIT_CLIENT_DIAL_H

#include "client/resolve.h"
#include "client/target.h"

#include <systemd/sd-event.h>

struct dial;

/*
 * Called once from the event loop: with a connected socket in non-blocking mode, which is the
 * receiver's to close; or with -1, and dial_cause() tells why. After dial_next() it is called
 * again.
 */
typedef void dial_done(struct dial *self, int fd, void *userdata);

/* Start. The request must outlive the call only, the target the dial. 0, or a negative errno. */
int dial_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct request *request, dial_done *done, void *userdata, struct dial **ret);

/*
 * Only look up the name for now, and then call ready instead of connecting; dial_go() goes on. To
 * be called at once after dial_new(). If there is no address, done is called as ever.
 */
typedef void dial_ready(struct dial *self, void *userdata);
void dial_hold(struct dial *self, dial_ready *ready);
void dial_go(struct dial *self);

/* The local time just before the last connect(2), in nanoseconds since 1970. */
int64_t dial_asked(const struct dial *self);

/* The address that was connected to is no good: remember the cause, and go on to the next one. */
void dial_next(struct dial *self, const char *cause);

/* The same where the cause is an errno, such as a datagram that was refused. */
void dial_next_after(struct dial *self, int error);

/* Why there is no connection: for a message, without the target in it. */
const char *dial_cause(const struct dial *self);

/* Give up whatever is under way; a socket that was handed out is not touched. Takes NULL. */
void dial_free(struct dial *self);

#endif
