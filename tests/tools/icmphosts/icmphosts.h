/* SPDX-License-Identifier: ISC */
/* A network of hosts that answer ICMP time stamps: 203.0.113.N has fault number N, those of
 * 198.18.0.0/16 are right but far away, and those of 198.19.0.0/16 send garbage. */
#ifndef INETKIT_TESTS_ICMPHOSTS_H
#define INETKIT_TESTS_ICMPHOSTS_H

#include <netinet/ip.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MILLISECOND INT64_C(1000000)

/* An ICMP time stamp request or reply, in network byte order. */
struct stamp {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint16_t identifier;
	uint16_t sequence;
	uint32_t originate;
	uint32_t receive;
	uint32_t transmit;
};

struct packet {
	struct iphdr ip;
	union {
		struct stamp stamp;
		uint8_t message[64];
	};
	size_t size; /* of the message; the IP header has no options */
};

/* Fill in sizes and checksums, and send the packet to the client after this time, in nanoseconds.
 */
void send_after(struct packet packet, int64_t delay);

/* Answer a request. offset is how far the clocks of the hosts are ahead, in nanoseconds. */
void answer(const struct packet *request, int64_t offset);

#endif
