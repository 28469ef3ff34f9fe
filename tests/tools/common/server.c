/* SPDX-License-Identifier: ISC */
/* The socket that a tool serves: see server.h. */
#include "common/server.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <unistd.h>

enum { BACKLOG = 65535, RECEIVE_BUFFER = 8 * 1024 * 1024 };

int server_open(int type, const struct address *address)
{
	const int on = 1;
	const int size = RECEIVE_BUFFER;
	int fd = socket(address->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		err(1, "socket");
	/*
	 * Connections in TIME-WAIT do not block a given port. For UDP, and for a port that the
	 * kernel chooses, this would allow a port that another server has.
	 */
	if (type == SOCK_STREAM && address->in.sin_port != 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	/* Takes effect for root only; otherwise the buffer keeps its default size. */
	if (type == SOCK_DGRAM)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	if (bind(fd, &address->any, address->size) == 0 &&
		(type == SOCK_DGRAM || listen(fd, BACKLOG) == 0))
		return fd;
	close(fd);
	return -1;
}

void server_get_address(int fd, struct address *ret_address)
{
	ret_address->size = sizeof *ret_address;
	if (getsockname(fd, &ret_address->any, &ret_address->size) < 0)
		err(1, "getsockname");
}

void server_print_port(int fd)
{
	struct address address;

	server_get_address(fd, &address);
	/* At the same place for IPv4 and IPv6. */
	printf("%u\n", ntohs(address.in.sin_port));
	fflush(stdout);
}
