/* SPDX-License-Identifier: ISC */
/* Why an ICMP request failed, as a socket with IP_RECVERR tells it: ip(7). */
#ifndef INETKIT_CLOCKS_ICMP_ERROR_H
#define INETKIT_CLOCKS_ICMP_ERROR_H

#include "protocol/rfc792.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct icmp_error {
	struct in_addr address; /* to which the request was sent */
	char cause[128];        /* with the address of the router or host that reported it */
	uint8_t request[RFC792_QUOTE_SIZE]; /* the part that the report quotes, from its ICMP header
					       on */
	size_t size;                        /* of that part */
};

/* Takes the next error from the queue of the socket. Returns 0 or a negative errno: -EAGAIN if
 * there is none, -ENOMSG if it was about something else. */
int icmp_error_read(int fd, struct icmp_error *ret_error);

#endif
