/* SPDX-License-Identifier: ISC */
/* Describes the remote end of a connection: see endpoint.h. */
#include "client/endpoint.h"

#include "base/socket_address.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int endpoint_address(int fd, char *ret_address, size_t size)
{
	union socket_address address = {0};
	socklen_t length = sizeof address;

	if (getpeername(fd, &address.any, &length) < 0)
		return -errno;
	if (address.any.sa_family == AF_UNIX)
		return -EAFNOSUPPORT;
	if (getnameinfo(&address.any, length, ret_address, (socklen_t)size, NULL, 0,
		    NI_NUMERICHOST) != 0)
		return -ENOSPC;
	return 0;
}

void endpoint_peer(int fd, char ret_text[ENDPOINT_PEER_SIZE])
{
	union socket_address address = {.any.sa_family = AF_UNSPEC};
	socklen_t length = sizeof address;
	char host[TARGET_HOST_SIZE];
	char port[sizeof "65535"];

	snprintf(ret_text, ENDPOINT_PEER_SIZE, "unknown");
	if (getpeername(fd, &address.any, &length) < 0)
		return;
	socket_address_unmap(&address);
	if (address.any.sa_family == AF_UNIX)
		snprintf(ret_text, ENDPOINT_PEER_SIZE, "unix");
	else if (getnameinfo(&address.any, sizeof address, host, sizeof host, port, sizeof port,
			 NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		snprintf(ret_text, ENDPOINT_PEER_SIZE,
			strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
}

void endpoint_describe(int fd, const struct target *target, struct endpoint *ret_endpoint)
{
	int type = SOCK_STREAM;
	socklen_t type_size = sizeof type;

	if (target->path != NULL) {
		snprintf(ret_endpoint->name, sizeof ret_endpoint->name, "%s", target->given);
		snprintf(ret_endpoint->address, sizeof ret_endpoint->address, "%s", target->given);
		ret_endpoint->way[0] = '\0';
		return;
	}
	snprintf(ret_endpoint->name, sizeof ret_endpoint->name, "%s", target->host);
	if (endpoint_address(fd, ret_endpoint->address, sizeof ret_endpoint->address) < 0)
		snprintf(ret_endpoint->address, sizeof ret_endpoint->address, "%s", target->host);
	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size);
	snprintf(ret_endpoint->way, sizeof ret_endpoint->way, "(%s) port %u over %s",
		ret_endpoint->address, target->port, type == SOCK_DGRAM ? "UDP" : "TCP");
}
