/* SPDX-License-Identifier: ISC */
/* ICMP packets that have been read and not yet handed out: see icmp_packets.h. */
#include "clocks/icmp_packets.h"

#include <errno.h>
#include <netinet/ip.h>
#include <stdlib.h>
#include <string.h>

/* A peer can send any number. */
enum { ROOM_MIN = 64, ROOM_MAX = 64 * 1024 };

struct in_addr icmp_packet_source(const struct icmp_packet *self)
{
	struct in_addr source = {0};

	if (self->size >= sizeof(struct iphdr))
		memcpy(&source, self->data + offsetof(struct iphdr, saddr), sizeof source);
	return source;
}

static bool resize(struct icmp_packets *self, size_t room)
{
	struct icmp_packet *list = reallocarray(self->list, room, sizeof *list);

	if (list == NULL)
		return false;
	self->list = list;
	self->room = room;
	return true;
}

int icmp_packets_begin(struct icmp_packets *self)
{
	return resize(self, ROOM_MIN) ? 0 : -ENOMEM;
}

struct icmp_packet *icmp_packets_next(struct icmp_packets *self)
{
	if (self->count == self->room &&
		(2 * self->room > ROOM_MAX || !resize(self, 2 * self->room)))
		return NULL;
	return &self->list[self->count];
}

void icmp_packets_keep(struct icmp_packets *self)
{
	self->count++;
}

bool icmp_packets_take(struct icmp_packets *self, struct icmp_packet *ret_packet)
{
	if (self->taken < self->count) {
		*ret_packet = self->list[self->taken++];
		return true;
	}
	self->count = 0;
	self->taken = 0;
	return false;
}
