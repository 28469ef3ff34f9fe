/*
 * Lingering close: send the reply, shut down, then drain what the peer sent unasked. Closing a
 * socket with unread input resets the connection, and the reset can overtake the reply (RFC 1122,
 * section 4.2.2.13).
 */
#ifndef INETKIT_BASE_LINGER_H
#define INETKIT_BASE_LINGER_H

#include <stdbool.h>
#include <stddef.h>

/* Bounds of the drain: enough for a browser's request, short enough for a slow trickle. */
enum { LINGER_BYTES = 64 * 1024, LINGER_MILLISECONDS = 2000 };

/* Shut down out, then drain in. Does nothing if out is not a socket. */
void linger_close(int in, int out);

/* Write a reply, then linger_close(). 0, or a negative errno. */
int linger_reply(int in, int out, const void *reply, size_t size);

/*
 * The same in two steps for a server of many connections, which must not wait. Send a reply and
 * shut down: 0, or a negative errno, -ENOBUFS for a reply that did not fit at once.
 */
int linger_reply_ready(int fd, const void *reply, size_t size);

/*
 * Drain what has come, at most *room bytes, which are subtracted. True once the drain is over: the
 * peer has closed, the connection has failed, or no room is left.
 */
bool linger_drain_ready(int fd, size_t *room);

#endif
