/* The sockets that a supervisor passes to a server that serves many peers. */
#ifndef INETKIT_SHARED_LISTEN_FDS_H
#define INETKIT_SHARED_LISTEN_FDS_H

#include <stdbool.h>
#include <stdint.h>

/* The server serves at most this number of sockets. */
enum { LISTEN_FDS_MAX = 16 };

struct listen_fd {
	int fd;
	bool is_stream; /* it listens for connections; else it receives datagrams */
	uint16_t port;  /* its own, 0 if it has none */
};

/*
 * How many descriptors were passed, from *ret_first on: by systemd (sd_listen_fds(3)), with their
 * names, for listen_fds_free_names(); else one, descriptor 0, by inetd or xinetd with "wait",
 * and NULL. Or a negative errno.
 */
int listen_fds_passed(int *ret_first, char ***ret_names);

/*
 * Whether the descriptor is meant for the service, by its name (FileDescriptorName= of
 * systemd.socket(5)): that is the service's own, or that of some socket unit, or none was given.
 */
bool listen_fds_are_named(char *const names[], int i, const char *service);

void listen_fds_free_names(char **names);

/*
 * What the descriptor is, and make it ready to be served without waiting. 0, or a negative errno:
 * -ENOTSOCK, -EPROTOTYPE if it is neither a listening stream socket nor an Internet datagram
 * socket.
 */
int listen_fds_examine(int fd, struct listen_fd *ret);

/* Why a descriptor cannot be served, for the log: an error of listen_fds_examine(), -ENXIO if its
 * name is another, -ENFILE beyond LISTEN_FDS_MAX. */
const char *listen_fds_cause(int error);

#endif
