/* SPDX-License-Identifier: ISC */
/* The address of an Internet socket, without a cast: what getpeername(2) and the like fill. */
#ifndef INETKIT_BASE_SOCKET_ADDRESS_H
#define INETKIT_BASE_SOCKET_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

/*
 * any.sa_family says which member is valid. There is no sockaddr_storage: 28 bytes instead of 128
 * keep a batch of addresses small. The kernel truncates a longer address, of a Unix socket, but
 * still stores its family.
 */
union socket_address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/*
 * Converts a v4-mapped address, as a socket for both families has it for an IPv4 peer
 * (::ffff:192.0.2.1), to AF_INET. Leaves any other as it is.
 */
void socket_address_unmap(union socket_address *self);

/* The address as one of IPv6: v4-mapped if it is of IPv4, and :: if it is of neither. */
struct in6_addr socket_address_in6(const union socket_address *self);

#endif
