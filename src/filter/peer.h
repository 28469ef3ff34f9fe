/* Who is at the other end of the connection on a descriptor. */
#ifndef INETKIT_FILTER_PEER_H
#define INETKIT_FILTER_PEER_H

#include "base/socket_address.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	PEER_ADDRESS_SIZE =
		INET6_ADDRSTRLEN + 11, /* with "%" and the scope of a link-local address */
	PEER_NAME_SIZE = 253 + 1,      /* RFC 1035, section 2.3.4, without the dots at the ends */
};

struct peer {
	/* Of family AF_UNSPEC if the peer is unknown; an IPv4 address is never a mapped one. */
	union socket_address address;
	char text[PEER_ADDRESS_SIZE]; /* the address in digits, or "unknown" */
	uint16_t port;                /* 0 if it is unknown */
};

/*
 * The peer of the socket; where there is none, because it is a pipe or the peer has gone, the
 * address that the supervisor left in the environment: REMOTE_ADDR and REMOTE_PORT (systemd),
 * TCPREMOTEIP and TCPREMOTEPORT (UCSPI), TCPREMOTEADDR (busybox tcpsvd), REMOTE_HOST (xinetd).
 * What is not an address there is ignored.
 */
void peer_identify(int fd, struct peer *ret);

/*
 * Whether a name from the resolver can be shown: at most 253 letters, digits, '-', '.' and '_', no
 * part of it empty, no '-' at its start, not "unknown", and no way of writing an IPv4 address.
 */
bool peer_name_is_valid(const char *name);

#endif
