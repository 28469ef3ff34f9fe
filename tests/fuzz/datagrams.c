/* SPDX-License-Identifier: ISC */
/*
 * Datagrams from a few peers, in any order and at any pace, to the guard against loops of echo or
 * of another service: it ends each loop, and an honest peer loses few.
 */
#include "base/prng.h"
#include "fuzz/input.h"
#include "shared/loop_guard.h"

#include <stdlib.h>
#include <string.h>

enum { PEERS = 4, DATA_SIZE = 64, REPLY_SIZE = 4 };

#define SECOND INT64_C(1000000000)

struct peer {
	unsigned admitted; /* since its budget was whole */
	unsigned refused;  /* in a row */
	bool has_reply;    /* the latest reply was not sent back yet */
	uint32_t seen;     /* in seconds */
};

struct server {
	struct loop_guard guard;
	bool is_echo;
	int64_t now;
	struct peer peers[PEERS];
	uint8_t reply[REPLY_SIZE]; /* unless it is the echo */
};

/* A datagram that is no returned reply is refused only when the budget is spent. */
static void refuse(const struct server *self, struct peer *peer, bool is_returned)
{
	peer->refused++;
	if (peer->refused > (self->is_echo ? 1 : 2))
		abort();
	if (is_returned) {
		peer->has_reply = false;
		return;
	}
	if (peer->admitted < LOOP_GUARD_BUDGET / LOOP_GUARD_LIKELY)
		abort();
	peer->admitted = 0;
}

static void receive(struct server *self, unsigned number, const void *data, size_t size)
{
	struct peer *peer = &self->peers[number];
	uint32_t now = (uint32_t)(self->now / SECOND);
	struct datagram datagram = {
		.source = {.s6_addr = {0x20, 0x01, (uint8_t)(number / 2)}},
		.port = (uint16_t)(5000 + number % 2),
		.is_unicast = true,
		.data = data,
		.size = size,
	};
	bool is_returned;

	if (now - peer->seen > LOOP_GUARD_PAUSE)
		*peer = (struct peer){.refused = 0};
	peer->seen = now;
	is_returned =
		peer->has_reply && size == REPLY_SIZE && memcmp(data, self->reply, REPLY_SIZE) == 0;
	if (!loop_guard_admit(&self->guard, &datagram, self->is_echo, self->now)) {
		refuse(self, peer, is_returned);
		return;
	}
	if (is_returned || ++peer->admitted > LOOP_GUARD_BUDGET)
		abort();
	peer->refused = 0;
	peer->has_reply = !self->is_echo;
	if (!self->is_echo)
		loop_guard_remember(&self->guard, self->reply, REPLY_SIZE);
}

/* Up to 1024 datagrams of one peer: the same, or each with other bytes. */
static void receive_some(struct server *self, struct input *input)
{
	uint8_t choice = input_byte(input);
	unsigned count = 1 + 4U * input_byte(input);
	size_t size = input_byte(input) % DATA_SIZE;
	int64_t number = input_byte(input);
	int64_t pause = number * number * SECOND / 1024; /* up to a minute */
	struct prng prng = {.state = choice};
	uint8_t data[DATA_SIZE] = {0};

	if (size > input->size)
		size = input->size;
	memcpy(data, input->data, size);
	if ((choice & 8) != 0) {
		memcpy(data, self->reply, REPLY_SIZE);
		size = REPLY_SIZE;
	}
	for (unsigned i = 0; i < count; i++) {
		if ((choice & 4) != 0 && size > 0)
			data[0] = (uint8_t)prng_below(&prng, 256);
		receive(self, choice % PEERS, data, size);
		self->now += (choice & 16) != 0 ? pause : 0;
	}
	self->now += pause;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct server server;
	struct input input = {data, size};

	if (loop_guard_prepare(&server.guard) < 0)
		abort();
	memset(server.peers, 0, sizeof server.peers);
	server.is_echo = input_byte(&input) % 2 == 0;
	server.now = SECOND + (input_number(&input) & (SECOND * SECOND - 1));
	memcpy(server.reply, "1234", REPLY_SIZE);
	while (input.size > 0)
		receive_some(&server, &input);
	return 0;
}
