/* SPDX-License-Identifier: ISC */
/*
 * Receives datagrams in batches with recvmmsg(2) and answers them with sendmmsg(2). Each reply is
 * sent from the address to which its request was sent: a host has several addresses, and a client
 * ignores a reply from another one.
 */
#ifndef INETKIT_SHARED_UDP_BATCH_H
#define INETKIT_SHARED_UDP_BATCH_H

#include "base/socket_address.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	UDP_BATCH_SIZE = 64,
	DATAGRAM_MAX = 65535, /* bytes: the length field of RFC 768 has 16 bits */
};

struct datagram {
	struct in6_addr source; /* IPv4 as v4-mapped */
	uint16_t port;
	/* Neither source nor destination is a broadcast, multicast or unspecified address. */
	bool is_unicast;
	const void *data; /* as much of the request as was received */
	size_t size;      /* of the whole request, in bytes */
};

struct udp_batch {
	struct datagram received[UDP_BATCH_SIZE];
	/* The rest is what the system calls read and write. */
	union socket_address addresses[UDP_BATCH_SIZE];
	union datagram_control {
		struct cmsghdr header;
		/* On an IPv6 socket, the kernel sends both for a datagram over IPv4. */
		char in[CMSG_SPACE(sizeof(struct in_pktinfo)) +
			CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} controls[UDP_BATCH_SIZE];
	struct iovec parts[UDP_BATCH_SIZE];
	struct mmsghdr headers[UDP_BATCH_SIZE];
	size_t replies;
	char buffers[UDP_BATCH_SIZE][DATAGRAM_MAX];
};

/* Ask the kernel for the destination address of each datagram. 0, or a negative errno. */
int udp_batch_prepare(int fd);

/* Touch the memory for max bytes, 0 to DATAGRAM_MAX, of each datagram, so that no datagram makes
 * the process grow. */
void udp_batch_touch(struct udp_batch *self, size_t max);

/*
 * Receive at most UDP_BATCH_SIZE datagrams without waiting, and at most max bytes of each, 0 to
 * DATAGRAM_MAX; forget the last batch. The number of datagrams, or a negative errno: -EAGAIN if
 * none has arrived.
 */
int udp_batch_receive(struct udp_batch *self, int fd, size_t max);

/* A datagram of the batch, counted from 0; valid until the next batch. */
const struct datagram *udp_batch_received(const struct udp_batch *self, int i);

/* Answer datagram i, at most once, and in the order of the batch. The data must last until
 * udp_batch_send(). */
void udp_batch_answer(struct udp_batch *self, int i, const void *data, size_t size);

/* Send the answers without waiting. Returns how many could not be sent, and were dropped. */
size_t udp_batch_send(struct udp_batch *self, int fd);

#endif
