/* SPDX-License-Identifier: ISC */
/*
 * Lingering close: send the reply, shut down our side, then read and discard until the peer closes
 * its side. A server that closes a socket with unread input resets the connection, and the peer may
 * lose a reply that it has not read yet (RFC 1122, section 4.2.2.13).
 *
 * Once the peer's kernel has acknowledged our FIN, all that the peer sent before has arrived, and
 * the peer has the whole reply. So the drain ends at the next check after that: a peer that keeps
 * its side open occupies a connection only for a moment.
 */
#ifndef INETKIT_BASE_LINGER_H
#define INETKIT_BASE_LINGER_H

#include <stdbool.h>
#include <stddef.h>

enum {
	/* How much to drain: enough for the request that a browser sends unasked. */
	LINGER_BYTES = 64 * 1024,
	/* How long to wait for the acknowledgement, which may need retransmissions. */
	LINGER_MILLISECONDS = 2000,
	/* Between two checks. A peer that has the reply can still send for this time. */
	LINGER_CHECK_MILLISECONDS = 100,
};

/*
 * Shuts down out for writing, then drains in, at most LINGER_BYTES for at most LINGER_MILLISECONDS.
 * Does nothing if out is not a socket.
 */
void linger_close(int in, int out);

/*
 * The other order, for a filter that drains only in its sandbox: waits until the peer's kernel has
 * acknowledged everything, or the peer has closed its side, at most LINGER_MILLISECONDS. Reads
 * nothing.
 */
void linger_await(int fd);

/*
 * Sends a reply and shuts down our side, for a server of many connections, which must not block.
 * Returns 0, or a negative errno: -ENOBUFS if the socket took only a part of the reply.
 */
int linger_reply_ready(int fd, const void *reply, size_t size);

/*
 * Drains what has arrived, at most *room bytes, and subtracts that from *room.
 * Returns true when the drain is over: the peer closed its side, the connection failed, or *room is
 * 0.
 */
bool linger_drain_ready(int fd, size_t *room);

/* True if the peer's kernel has acknowledged all that was sent, and the FIN. */
bool linger_is_acknowledged(int fd);

#endif
