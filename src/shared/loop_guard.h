/* SPDX-License-Identifier: ISC */
/*
 * Ends loops over UDP: a datagram with the forged source of another server makes that server and
 * this one answer each other.
 *
 * Such a loop has one datagram under way. If it gets no reply, the loop is over for good, while an
 * honest client loses one datagram. So each peer, an address and a port, has a budget. The datagram
 * that exceeds it gets no reply, and the peer then has its whole budget again. This bounds every
 * loop, whatever the other service is and however long the round trip takes: LOOP_GUARD_BUDGET
 * replies for each forged datagram, or LOOP_GUARD_BUDGET / LOOP_GUARD_LIKELY if the datagrams look
 * like a loop. An honest peer loses at most one datagram for each of these numbers, and those that
 * equal the latest reply of a service other than echo.
 *
 * A table of fixed size keeps the latest peers. Four peers share a line of it, and a new peer
 * replaces the one that was silent for longest, whose budget is then whole again. A secret key
 * chooses the line. 7500 new peers at random in each round trip of a loop replace its peer with a
 * probability of 0.13 %, and 10000 with 0.36 %. So a loop of LOOP_GUARD_BUDGET replies becomes
 * twice as long on average with 7500, and ten times with 10000.
 */
#ifndef INETKIT_SHARED_LOOP_GUARD_H
#define INETKIT_SHARED_LOOP_GUARD_H

#include "shared/udp_batch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LOOP_GUARD_BUDGET = 1000,
	/* What a datagram costs that looks like part of a loop; any other costs 1. */
	LOOP_GUARD_LIKELY = 10,
	LOOP_GUARD_PAUSE = 30, /* seconds after which a peer has its whole budget again */
	/* Bytes of a datagram that are compared; no reply but that of echo is longer. */
	LOOP_GUARD_COMPARED = 512,
	LOOP_GUARD_BITS = 14,
	LOOP_GUARD_PEERS = 4, /* in a line */
};

struct loop_guard {
	uint64_t keys[2];
	struct loop_peer *peer; /* the one admitted last */
	struct loop_peer {
		uint32_t tag;   /* a hash of the address and the port */
		uint32_t reply; /* a hash of the latest reply */
		uint32_t spent;
		uint32_t seen; /* in seconds of the monotonic clock */
	} lines[1 << LOOP_GUARD_BITS][LOOP_GUARD_PEERS];
};

/* 0, or a negative errno of getrandom(2). All memory is in use from then on. */
int loop_guard_prepare(struct loop_guard *self);

/*
 * Charge the sender of a datagram, of which the first LOOP_GUARD_COMPARED bytes are there. With
 * is_echo, the reply is the datagram itself; otherwise it does not depend on its data. False if it
 * must not be answered. Now is in nanoseconds of the monotonic clock.
 */
bool loop_guard_admit(
	struct loop_guard *self, const struct datagram *datagram, bool is_echo, int64_t now);

/* Remember the reply to the datagram admitted last, unless it is the echo. */
void loop_guard_remember(struct loop_guard *self, const void *reply, size_t size);

#endif
