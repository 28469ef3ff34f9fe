/* SPDX-License-Identifier: ISC */
/* ICMP packets that have been read and not yet handed out, with their IP headers. */
#ifndef INETKIT_CLOCKS_ICMP_PACKETS_H
#define INETKIT_CLOCKS_ICMP_PACKETS_H

#include "protocol/rfc792.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct icmp_packet {
	int64_t timestamp; /* of the kernel, in nanoseconds since 1970; or 0 */
	size_t size;
	uint8_t data[RFC792_PACKET_SIZE];
};

struct icmp_packets {
	struct icmp_packet *list;
	size_t count;
	size_t room;
	size_t taken; /* the first ones, which are handed out already */
};

/* The source in the IP header; 0.0.0.0 without one. */
struct in_addr icmp_packet_source(const struct icmp_packet *self);

/* All zero before. Makes room for the first packets. Returns 0 or -ENOMEM. */
int icmp_packets_begin(struct icmp_packets *self);

/* Where to write the next packet, or NULL: there is no memory, or a peer has sent too many. */
struct icmp_packet *icmp_packets_next(struct icmp_packets *self);

/* Keep the packet that was written there. */
void icmp_packets_keep(struct icmp_packets *self);

/* Copy the first packet that is not handed out yet. Returns false and begins again after the last.
 * More packets may be added in between. */
bool icmp_packets_take(struct icmp_packets *self, struct icmp_packet *ret_packet);

#endif
