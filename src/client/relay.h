/* SPDX-License-Identifier: ISC */
/*
 * Copies bytes both ways between two connected stream sockets, a client and a server.
 *
 * Each direction ends for itself: when one side half-closes its connection, the other connection is
 * half-closed after the last byte, and the opposite direction continues. When one side resets its
 * connection, or a limit ends both, the other is reset too, so that nobody mistakes cut-off data
 * for the whole. A side that reads nothing stops the other: the relay holds at most one buffer of
 * data for each direction.
 */
#ifndef INETKIT_CLIENT_RELAY_H
#define INETKIT_CLIENT_RELAY_H

#include <stdint.h>
#include <systemd/sd-event.h>

enum relay_side { RELAY_CLIENT, RELAY_SERVER };

/* In microseconds. */
struct relay_limits {
	uint64_t idle; /* without a byte in either direction; 0 for no limit */
	/* While only the server can make progress: it has not accepted all data, or the client has
	 * ended. Not 0. */
	uint64_t server;
};

struct relay;

/*
 * Called once from the event loop: with NULL when both directions have ended, or with the cause of
 * an early end, which is valid during the call. Both connections are half-closed or reset by then.
 */
typedef void relay_done(struct relay *self, const char *cause, void *userdata);

/*
 * Start. The sockets stay the caller's, and stay in their mode, blocking or not. The relay lives
 * until the process ends. Returns 0 or a negative errno.
 */
int relay_new(sd_event *event, int client, int server, const struct relay_limits *limits,
	relay_done *on_done, void *userdata, struct relay **ret_relay);

/* End early, for this cause: resets both connections and calls on_done. */
void relay_stop(struct relay *self, const char *cause);

/* The number of bytes from this side that the kernel accepted for the other. */
uint64_t relay_bytes(const struct relay *self, enum relay_side from);

#endif
