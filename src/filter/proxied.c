/* SPDX-License-Identifier: ISC */
/* The endpoints of a connection through a load balancer: see proxied.h. */
#include "filter/proxied.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Its value is the "device:inode" of the socket, as in JOURNAL_STREAM of systemd. */
static const char mark[] = "INETKIT_PROXY";

enum { MARK_SIZE = 48 };

static bool format_mark(int fd, char ret_text[MARK_SIZE])
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	snprintf(ret_text, MARK_SIZE, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return true;
}

struct endpoint {
	char address[INET6_ADDRSTRLEN];
	char port[sizeof "65535"];
};

static void format_endpoint(union socket_address address, struct endpoint *ret_endpoint)
{
	const void *bytes;
	in_port_t port;

	socket_address_unmap(&address);
	if (address.any.sa_family == AF_INET) {
		bytes = &address.in.sin_addr;
		port = address.in.sin_port;
	} else {
		bytes = &address.in6.sin6_addr;
		port = address.in6.sin6_port;
	}
	inet_ntop(
		address.any.sa_family, bytes, ret_endpoint->address, sizeof ret_endpoint->address);
	snprintf(ret_endpoint->port, sizeof ret_endpoint->port, "%u", ntohs(port));
}

/* What would still describe the balancer: of UCSPI-TCP, xinetd, busybox and ucspi-tcp-ipv6. */
static void remove_stale(void)
{
	static const char *const names[] = {"TCPREMOTEHOST", "TCPREMOTEINFO", "TCPLOCALHOST",
		"REMOTE_HOST", "TCPREMOTEADDR", "TCPLOCALADDR", "TCP6REMOTEIP", "TCP6REMOTEPORT",
		"TCP6REMOTEHOST", "TCP6LOCALIP", "TCP6LOCALPORT", "TCP6LOCALHOST", "TCP6INTERFACE"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unsetenv(names[i]);
}

int proxied_set(int fd, const union socket_address *remote, const union socket_address *local)
{
	char value[MARK_SIZE];
	struct endpoint from;
	struct endpoint to;

	if (!format_mark(fd, value))
		return -ENOTSOCK;
	format_endpoint(*remote, &from);
	format_endpoint(*local, &to);
	remove_stale();
	if (setenv("REMOTE_ADDR", from.address, 1) < 0 || setenv("REMOTE_PORT", from.port, 1) < 0 ||
		setenv("TCPREMOTEIP", from.address, 1) < 0 ||
		setenv("TCPREMOTEPORT", from.port, 1) < 0 ||
		setenv("TCPLOCALIP", to.address, 1) < 0 || setenv("TCPLOCALPORT", to.port, 1) < 0 ||
		setenv("PROTO", "TCP", 1) < 0 || setenv(mark, value, 1) < 0)
		return -errno;
	return 0;
}

bool proxied_has(int fd)
{
	const char *value = getenv(mark);
	char text[MARK_SIZE];

	return value != NULL && format_mark(fd, text) && strcmp(value, text) == 0;
}
