/* SPDX-License-Identifier: ISC */
/*
 * The header of the PROXY protocol, which a load balancer sends before the data of a connection:
 * the addresses and ports of its client. Versions 1 and 2 of doc/proxy-protocol.txt of HAProxy, of
 * 2020-03-05.
 */
#ifndef INETKIT_PROTOCOL_PROXY_HEADER_H
#define INETKIT_PROTOCOL_PROXY_HEADER_H

#include "base/socket_address.h"

#include <stdbool.h>
#include <stddef.h>

/* Versions, for a set of them. */
enum { PROXY_HEADER_V1 = 1, PROXY_HEADER_V2 = 2 };

/*
 * Bytes of the longest header that is accepted. One of version 1 has at most 107. One of version 2
 * could have 65551, but the specification means it to fit into a TCP segment of 536.
 */
enum { PROXY_HEADER_MAX = 4096 };

struct proxy_header {
	size_t size; /* in bytes */
	/*
	 * False if the header does not describe a TCP connection: UNKNOWN of version 1; LOCAL, or a
	 * UNIX socket, UDP or an unspecified family of version 2. Then the endpoints are those of
	 * the connection from the balancer.
	 */
	bool has_endpoints;
	union socket_address source;      /* the client */
	union socket_address destination; /* what the client connected to */
};

/*
 * Parses the header with which a connection begins, of one of these versions. More data may follow
 * it. Returns NULL, or why there is no header; PROXY_HEADER_INCOMPLETE if more bytes are needed,
 * and then all size bytes belong to the header. A v4-mapped address stays AF_INET6.
 */
const char *proxy_header_parse(
	const void *data, size_t size, unsigned versions, struct proxy_header *ret_header);

extern const char PROXY_HEADER_INCOMPLETE[];

#endif
