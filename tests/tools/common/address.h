/* SPDX-License-Identifier: ISC */
/* Numeric addresses with a port, from the arguments of a tool. */
#ifndef INETKIT_TESTS_COMMON_ADDRESS_H
#define INETKIT_TESTS_COMMON_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		struct sockaddr_un un;
	};
	socklen_t size;
};

/* An IPv4 or IPv6 address, and a port from 0 to 65535. Returns false if either is invalid. */
bool address_parse(const char *host, const char *port, struct address *ret_address);

#endif
