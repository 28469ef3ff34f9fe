/* SPDX-License-Identifier: ISC */
/*
 * A peer that sends garbage: random bytes, or what a right peer might send, with mistakes; in
 * pieces, and then a close, a reset or silence. The same seed makes the same choices for the same
 * sequence of connections and datagrams.
 */
#ifndef INETKIT_TESTS_GARBAGE_GARBAGE_H
#define INETKIT_TESTS_GARBAGE_GARBAGE_H

#include "base/prng.h"
#include "common/address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GARBAGE_DATAGRAM_SIZE = 65507 }; /* the largest over IPv4 */

struct garbage {
	struct prng prng;
	bool is_random; /* nothing that a right peer might send */
	uint8_t data[2 * GARBAGE_DATAGRAM_SIZE];
	size_t size; /* bytes of data */
};

/* A number from 0 to bound - 1. */
size_t garbage_below(struct garbage *self, size_t bound);

/* Fill the data with random bytes: at least one. */
void garbage_fill(struct garbage *self);

/* Make up to three mistakes in the data. */
void garbage_damage(struct garbage *self);

/*
 * Send the data to a stream, in pieces, each with flags of send(2). Errors are those of a peer that
 * has gone.
 */
void garbage_send(struct garbage *self, int fd, int flags);

/*
 * Serve TCP and UDP on a port of 127.0.0.1, which it prints, until a signal ends it: one connection
 * at a time.
 */
void garbage_serve(struct garbage *self);

struct garbage_visits {
	struct address server; /* over IPv4 */
	const char *text;      /* what a right client might send */
	int64_t count;
};

/* Open connections to a server, one at a time, and misbehave. */
void garbage_connect(struct garbage *self, const struct garbage_visits *visits);

/* Send datagrams to a server, from random addresses of 127.0.0.0/8, and receive some replies. */
void garbage_send_datagrams(struct garbage *self, const struct garbage_visits *visits);

#endif
