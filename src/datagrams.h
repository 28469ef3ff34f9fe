/*
 * Datagrams by batches, received by recvmmsg(2) and answered by sendmmsg(2), each from the address
 * that was asked: a host has several, and a reply from another one is no reply.
 */
#ifndef INETKIT_DATAGRAMS_H
#define INETKIT_DATAGRAMS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
	DATAGRAMS_BATCH = 64,
	DATAGRAM_MAX = 65535, /* octets, more than any but a jumbogram carries (RFC 768) */
};

struct datagram {
	struct in6_addr source; /* IPv4 as v4-mapped */
	uint16_t port;
	/* It was sent to one address of this host, from one: neither is a broadcast, a multicast or
	 * unspecified. */
	bool is_unicast;
	size_t size; /* of the request */
};

struct datagrams {
	struct datagram received[DATAGRAMS_BATCH];
	/* The rest is for the kernel. */
	union datagram_address {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} addresses[DATAGRAMS_BATCH];
	union datagram_control {
		struct cmsghdr header;
		/* On a socket for both families IPv4 comes with both. */
		char in[CMSG_SPACE(sizeof(struct in_pktinfo)) +
			CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} controls[DATAGRAMS_BATCH];
	struct iovec parts[DATAGRAMS_BATCH];
	struct mmsghdr headers[DATAGRAMS_BATCH];
	size_t replies;
	char buffers[DATAGRAMS_BATCH][DATAGRAM_MAX];
};

/* Make the kernel say to which address each datagram was sent. 0, or a negative errno. */
int datagrams_prepare(int fd);

/* Use all memory for requests that are received whole: later no datagram makes the process grow. */
void datagrams_touch(struct datagrams *self);

/*
 * Receive what is there, at most a batch, without waiting; what was in the last batch is gone. With
 * is_whole, also the octets of each. The count, or a negative errno: -EAGAIN if there is nothing.
 */
int datagrams_receive(struct datagrams *self, int fd, bool is_whole);

/* The octets of a request that was received whole. */
const void *datagrams_request(const struct datagrams *self, int i);

/* Answer a request. In the order of the requests, each at most once; data must last until sent. */
void datagrams_answer(struct datagrams *self, int i, const void *data, size_t size);

/* Send the answers, without waiting. How many were sent: what cannot be is dropped. */
size_t datagrams_send(struct datagrams *self, int fd);

#endif
