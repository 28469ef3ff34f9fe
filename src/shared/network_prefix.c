/* SPDX-License-Identifier: ISC */
/* The network of an address: see network_prefix.h. */
#include "shared/network_prefix.h"

#include <endian.h>
#include <string.h>

uint64_t network_prefix(const struct in6_addr *address)
{
	uint64_t high;
	uint32_t ipv4;

	if (IN6_IS_ADDR_V4MAPPED(address)) {
		memcpy(&ipv4, &address->s6_addr[12], sizeof ipv4);
		return UINT64_C(1) << 56 | be32toh(ipv4) >> 8;
	}
	memcpy(&high, address->s6_addr, sizeof high);
	return be64toh(high) >> 8;
}
