/* SPDX-License-Identifier: ISC */
/* The receive queue of a UDP socket over IPv4 in this network namespace, from /proc/net/udp. */
#ifndef INETKIT_TESTS_DATAGRAMS_QUEUE_H
#define INETKIT_TESTS_DATAGRAMS_QUEUE_H

#include <stdint.h>

struct queue {
	uint64_t size;    /* bytes, as the kernel counts them */
	uint64_t dropped; /* datagrams since the socket was opened */
};

/* Of the socket bound to this port. Exits with status 1 without one. */
struct queue queue_get(uint16_t port);

#endif
