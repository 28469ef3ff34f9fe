/* SPDX-License-Identifier: ISC */
/* A connection of a hostile peer, and what the peer does with it. */
#ifndef INETKIT_TESTS_HOSTILE_HOSTILE_H
#define INETKIT_TESTS_HOSTILE_HOSTILE_H

#include "common/address.h"

#include <stdbool.h>
#include <stdint.h>

enum { HOSTILE_GARBAGE = 10 * 1024 * 1024 }; /* bytes */

struct hostile_connection {
	int fd;        /* -1 between two connections */
	char kind;     /* a letter of the usage text */
	bool is_ended; /* the server has sent its FIN, or reset the connection */
	int64_t due;   /* of the next act or connection; now_monotonic() */
	int64_t sent;  /* bytes */
};

/*
 * Connects from the source to the server and begins to misbehave. Returns false if there is no
 * connection. fd is -1 then, and if the kind has closed it again. Ends the program if the kernel
 * does not let it misbehave.
 */
bool hostile_open(struct hostile_connection *self, const struct address *server,
	const struct address *source, int64_t now);

/* The events to wait for, as of poll(2). */
short hostile_events(const struct hostile_connection *self);

/* Goes on after these events. A trickle sends a byte at intervals, in nanoseconds. */
void hostile_act(struct hostile_connection *self, short events, int64_t now, int64_t interval);

#endif
