/* SPDX-License-Identifier: ISC */
/* The end of loops: see loop_guard.h. */
#include "shared/loop_guard.h"

#include "protocol/rfc864.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int loop_guard_prepare(struct loop_guard *self)
{
	if (getrandom(self->keys, sizeof self->keys, 0) < 0)
		return -errno;
	memset(self->lines, 0, sizeof self->lines);
	return 0;
}

/* Good enough for secret keys: an attacker who can forge any source gains nothing by collisions. */
static uint64_t mix(const struct loop_guard *self, uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * (self->keys[1] | 1);
	return hash ^ hash >> 32;
}

static uint64_t hash_data(const struct loop_guard *self, const void *data, size_t size)
{
	size_t end = size < LOOP_GUARD_COMPARED ? size : LOOP_GUARD_COMPARED;
	uint64_t hash = mix(self, self->keys[0], size);
	uint64_t word;
	size_t i = 0;

	for (; end - i >= sizeof word; i += sizeof word) {
		memcpy(&word, (const char *)data + i, sizeof word);
		hash = mix(self, hash, word);
	}
	word = 0;
	memcpy(&word, (const char *)data + i, end - i);
	return mix(self, hash, word);
}

/* Finds the peer in its line, or replaces the last of the line, and moves it to the front. */
static struct loop_peer *find(
	struct loop_guard *self, const struct in6_addr *address, uint16_t port, uint32_t now)
{
	uint64_t mixed = mix(self, hash_data(self, address, sizeof *address), port);
	/* Once more, because successive ports differ in a few bits only. */
	uint64_t hash = mix(self, mixed, 0);
	struct loop_peer *line = self->lines[hash >> (64 - LOOP_GUARD_BITS)];
	struct loop_peer peer = {.tag = (uint32_t)hash, .seen = now};
	size_t i = 0;

	while (i < LOOP_GUARD_PEERS - 1 && line[i].tag != peer.tag)
		i++;
	if (line[i].tag == peer.tag && now - line[i].seen <= LOOP_GUARD_PAUSE)
		peer = line[i];
	peer.seen = now;
	memmove(line + 1, line, i * sizeof *line);
	line[0] = peer;
	return line;
}

/*
 * True if the datagram may be a reply of another server to the latest reply. Where the reply does
 * not depend on the data, most clients send none, and other servers do. Clients of qotd and chargen
 * that send data to get a longer reply count as servers, and lose one datagram of 101.
 */
static bool is_likely_reply(const struct datagram *datagram, bool is_echo, bool is_returned)
{
	if (is_returned || (!is_echo && datagram->size > 0))
		return true;
	return rfc864_is_likely_reply(datagram->data, datagram->size);
}

bool loop_guard_admit(
	struct loop_guard *self, const struct datagram *datagram, bool is_echo, int64_t now)
{
	struct loop_peer *peer = find(
		self, &datagram->source, datagram->port, (uint32_t)(now / INT64_C(1000000000)));
	uint32_t request = (uint32_t)hash_data(self, datagram->data, datagram->size);
	bool is_returned = request == peer->reply;

	/*
	 * Clients of echo repeat what they send. Those of other services hardly ever send what they
	 * last received; one that does loses every second datagram at most.
	 */
	if (is_returned && !is_echo && datagram->size > 0) {
		peer->reply = ~request;
		return false;
	}
	peer->spent += is_likely_reply(datagram, is_echo, is_returned) ? LOOP_GUARD_LIKELY : 1;
	if (peer->spent > LOOP_GUARD_BUDGET) {
		peer->spent = 0;
		return false;
	}
	peer->reply = request;
	self->peer = peer;
	return true;
}

void loop_guard_remember(struct loop_guard *self, const void *reply, size_t size)
{
	self->peer->reply = (uint32_t)hash_data(self, reply, size);
}
