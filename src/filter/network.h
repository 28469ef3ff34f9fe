/* SPDX-License-Identifier: ISC */
/* Networks in CIDR notation, RFC 4632 and RFC 4291. */
#ifndef INETKIT_FILTER_NETWORK_H
#define INETKIT_FILTER_NETWORK_H

#include "base/socket_address.h"

#include <stdbool.h>

struct network {
	union socket_address address;
	unsigned bits; /* the length of the prefix: 0 to 32, or 0 to 128 for IPv6 */
};

/*
 * Parses "192.0.2.0/24", "2001:db8::/32", "fe80::%eth0/10", or an address, which is a network of
 * one host. A v4-mapped network becomes that of IPv4. Returns NULL, or why it is none:
 * NETWORK_NO_ADDRESS if the part before "/" is no address.
 */
const char *network_parse(const char *text, struct network *ret_network);

extern const char NETWORK_NO_ADDRESS[];

/*
 * True if the address, which is not v4-mapped, is of this network. A network without a zone
 * contains addresses of every link.
 */
bool network_contains(const struct network *self, const union socket_address *address);

/* True if it is the address of one host. */
bool network_is_host(const struct network *self);

#endif
