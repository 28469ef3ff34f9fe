/*
 * Datagrams by batches, received by recvmmsg(2) and answered by sendmmsg(2), each from the address
 * that was asked: a host has several, and a reply from another one is no reply.
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
	DATAGRAM_MAX = 65535, /* octets, more than any but a jumbogram carries (RFC 768) */
};

struct datagram {
	struct in6_addr source; /* IPv4 as v4-mapped */
	uint16_t port;
	/* It was sent to one address of this host, from one: neither is a broadcast, a multicast or
	 * unspecified. */
	bool is_unicast;
	const void *data; /* the request, if it was received whole */
	size_t size;      /* of the request, in bytes, whether or not it was received whole */
};

struct udp_batch {
	struct datagram received[UDP_BATCH_SIZE];
	/* The rest is for the kernel. */
	union socket_address addresses[UDP_BATCH_SIZE];
	union datagram_control {
		struct cmsghdr header;
		/* On a socket for both families IPv4 comes with both. */
		char in[CMSG_SPACE(sizeof(struct in_pktinfo)) +
			CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} controls[UDP_BATCH_SIZE];
	struct iovec parts[UDP_BATCH_SIZE];
	struct mmsghdr headers[UDP_BATCH_SIZE];
	size_t replies;
	char buffers[UDP_BATCH_SIZE][DATAGRAM_MAX];
};

/* Make the kernel say to which address each datagram was sent. 0, or a negative errno. */
int udp_batch_prepare(int fd);

/* Use all memory for requests that are received whole: later no datagram makes the process grow. */
void udp_batch_touch(struct udp_batch *self);

/*
 * Receive what is there, at most a batch, without waiting; what was in the last batch is gone. With
 * is_whole, also the octets of each. The count, or a negative errno: -EAGAIN if there is nothing.
 */
int udp_batch_receive(struct udp_batch *self, int fd, bool is_whole);

/* A datagram of the batch, counted from 0; valid until the next batch. */
const struct datagram *udp_batch_received(const struct udp_batch *self, int i);

/* Answer a request. In the order of the requests, each at most once; data must last until sent. */
void udp_batch_answer(struct udp_batch *self, int i, const void *data, size_t size);

/* Send the answers without waiting. Returns how many could not be sent, and were dropped. */
size_t udp_batch_send(struct udp_batch *self, int fd);

#endif
