/* SPDX-License-Identifier: ISC */
/* The networks for which the server has limits: IPv4 /24 and IPv6 /56. */
#ifndef INETKIT_SHARED_NETWORK_PREFIX_H
#define INETKIT_SHARED_NETWORK_PREFIX_H

#include <netinet/in.h>
#include <stdint.h>

/* The network of an IPv6 or v4-mapped address, in 57 bits. */
uint64_t network_prefix(const struct in6_addr *address);

#endif
