/* SPDX-License-Identifier: ISC */
/* The peer of a connection: its address, and which names are safe to show. */
#ifndef INETKIT_FILTER_PEER_H
#define INETKIT_FILTER_PEER_H

#include "base/socket_address.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	PEER_ADDRESS_SIZE =
		INET6_ADDRSTRLEN + 11, /* with "%" and the scope ID of a link-local address */
	PEER_NAME_SIZE = 253 + 1,      /* the longest name of RFC 1035, and a NUL */
};

/*
 * The peer of a connection through proxy(8) is that of its header: if the environment has the mark
 * of the socket, all functions below take what proxy has put there. See proxied.h.
 */
struct peer {
	/* AF_UNSPEC if the peer is unknown. A v4-mapped address is converted to AF_INET. */
	union socket_address address;
	char text[PEER_ADDRESS_SIZE]; /* the numeric address, or "unknown" */
	uint16_t port;                /* 0 if unknown */
	const char *variable;         /* the name of the variable used last, or NULL */
	bool is_refused;              /* that variable is no address */
};

/*
 * Finds the peer of a socket. If fd is not a socket, or the peer has already closed the connection,
 * takes the address from the environment, where the supervisor may have put it: REMOTE_ADDR and
 * REMOTE_PORT (systemd), TCPREMOTEIP and TCPREMOTEPORT (UCSPI), TCPREMOTEADDR (busybox tcpsvd),
 * REMOTE_HOST (xinetd) and REMOTE_PORT (stunnel). Ignores values that are not addresses.
 *
 * If trusts_environment, the first of these variables that is set has precedence over the socket,
 * and the peer is unknown if it is no address.
 */
void peer_identify(int fd, bool trusts_environment, struct peer *ret_peer);

/*
 * For decisions about the peer: from the socket alone, or from the first of REMOTE_ADDR,
 * TCPREMOTEIP and TCPREMOTEADDR that is set. REMOTE_HOST is a name under some supervisors. The peer
 * is unknown if there is no address.
 */
void peer_of_socket(int fd, struct peer *ret_peer);
void peer_of_environment(struct peer *ret_peer);

/*
 * True if a name from the resolver is safe to show: 1 to 253 letters, digits, '-', '.' and '_',
 * without empty labels, not starting with '-', and neither "unknown" nor an IPv4 address.
 */
bool peer_name_is_valid(const char *name);

#endif
