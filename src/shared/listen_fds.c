/* SPDX-License-Identifier: ISC */
/* The sockets that a supervisor passes: see listen_fds.h. */
#include "shared/listen_fds.h"

#include "base/socket_address.h"
#include "shared/udp_batch.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

int listen_fds_open(struct listen_fds *ret_sockets)
{
	int count;

	*ret_sockets = (struct listen_fds){.first = SD_LISTEN_FDS_START};
	count = sd_listen_fds_with_names(true, &ret_sockets->names);
	if (count < 0)
		return count;
	if (count == 0)
		*ret_sockets = (struct listen_fds){.first = STDIN_FILENO, .count = 1};
	else
		ret_sockets->count = count;
	return 0;
}

void listen_fds_close(struct listen_fds *self)
{
	for (char **name = self->names; name != NULL && *name != NULL; name++)
		free(*name);
	free(self->names);
}

/* "unknown" is what systemd calls a descriptor without a name. */
static bool is_for_service(const char *name, const char *service)
{
	static const char suffix[] = ".socket";
	size_t size = strlen(name);

	return strcmp(name, "unknown") == 0 || strcmp(name, service) == 0 ||
	       (size >= sizeof suffix && strcmp(name + size - (sizeof suffix - 1), suffix) == 0);
}

static uint16_t local_port(int fd)
{
	union socket_address address = {.any.sa_family = AF_UNSPEC};
	socklen_t size = sizeof address;

	if (getsockname(fd, &address.any, &size) < 0)
		return 0;
	if (address.any.sa_family == AF_INET)
		return ntohs(address.in.sin_port);
	return address.any.sa_family == AF_INET6 ? ntohs(address.in6.sin6_port) : 0;
}

int listen_fds_examine(const struct listen_fds *self, int i, const char *service,
	bool is_for_streams, struct listen_fd *ret_socket)
{
	int fd = self->first + i;
	int is_listening;
	int is_datagram;
	int flags;

	*ret_socket = (struct listen_fd){.fd = fd};
	if (self->names != NULL && !is_for_service(self->names[i], service))
		return -ENXIO;
	is_listening = sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1);
	is_datagram = sd_is_socket_inet(fd, AF_UNSPEC, SOCK_DGRAM, -1, 0);
	if (is_listening < 0)
		return is_listening;
	if (is_listening == 0 && is_datagram <= 0)
		return sd_is_socket(fd, AF_UNSPEC, 0, -1) > 0 ? -EPROTOTYPE : -ENOTSOCK;
	ret_socket->is_stream = is_listening > 0;
	ret_socket->port = local_port(fd);
	if (!ret_socket->is_stream)
		return udp_batch_prepare(fd);
	if (!is_for_streams)
		return -EPROTOTYPE;
	/* accept(2) must not wait for the next connection if the peer of this one has gone. */
	flags = fcntl(fd, F_GETFL);
	return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

const char *listen_fds_cause(int error)
{
	switch (-error) {
	case ENOTSOCK:
		return "not a socket; start shared from a systemd socket unit, or from inetd or "
		       "xinetd with wait";
	case EPROTOTYPE:
		return "neither a datagram socket nor, for a service over TCP, a listening socket";
	case ENXIO:
		return "LISTEN_FDNAMES names it for another purpose";
	case ENFILE:
		return "too many sockets";
	default:
		return strerror(-error);
	}
}
