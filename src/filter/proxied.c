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
#include <unistd.h>

/* The value is the "device:inode" of the socket, as in JOURNAL_STREAM of systemd. */
#define MARK "INETKIT_PROXY"

enum {
	VARIABLES_MAX = 4096,
	VARIABLE_SIZE = 64, /* bytes of any of those below with its value, and a NUL */
};

enum { SET = 8 };

/* Those that are set, in the order of proxied_set(), then those that would describe the balancer:
 * of UCSPI-TCP, xinetd, busybox tcpsvd and ucspi-tcp-ipv6. */
static const char *const names[] = {"REMOTE_ADDR", "REMOTE_PORT", "TCPREMOTEIP", "TCPREMOTEPORT",
	"TCPLOCALIP", "TCPLOCALPORT", "PROTO", MARK, "TCPREMOTEHOST", "TCPREMOTEINFO",
	"TCPLOCALHOST", "REMOTE_HOST", "TCPREMOTEADDR", "TCPLOCALADDR", "TCP6REMOTEIP",
	"TCP6REMOTEPORT", "TCP6REMOTEHOST", "TCP6LOCALIP", "TCP6LOCALPORT", "TCP6LOCALHOST",
	"TCP6INTERFACE"};

static bool is_replaced(const char *variable)
{
	size_t size = strcspn(variable, "=");

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == size && memcmp(variable, names[i], size) == 0)
			return true;
	return false;
}

static bool format_mark(int fd, char ret_text[VARIABLE_SIZE])
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	snprintf(ret_text, VARIABLE_SIZE, "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
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

/* Not with setenv(3), which makes malloc(3) set up its heap: four system calls. */
int proxied_set(int fd, const union socket_address *remote, const union socket_address *local)
{
	static char texts[SET][VARIABLE_SIZE];
	static char *variables[VARIABLES_MAX + 1];
	char mark[VARIABLE_SIZE];
	struct endpoint from;
	struct endpoint to;
	const char *const values[SET] = {
		from.address, from.port, from.address, from.port, to.address, to.port, "TCP", mark};
	size_t count = 0;

	if (!format_mark(fd, mark))
		return -ENOTSOCK;
	format_endpoint(*remote, &from);
	format_endpoint(*local, &to);
	for (char **variable = environ; *variable != NULL; variable++) {
		if (is_replaced(*variable))
			continue;
		if (count == VARIABLES_MAX - SET)
			return -E2BIG;
		variables[count++] = *variable;
	}
	for (size_t i = 0; i < SET; i++) {
		snprintf(texts[i], sizeof texts[i], "%s=%s", names[i], values[i]);
		variables[count++] = texts[i];
	}
	variables[count] = NULL;
	environ = variables;
	return 0;
}

bool proxied_has(int fd)
{
	const char *value = getenv(MARK);
	char text[VARIABLE_SIZE];

	return value != NULL && format_mark(fd, text) && strcmp(value, text) == 0;
}
