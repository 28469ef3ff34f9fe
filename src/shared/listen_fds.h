/* SPDX-License-Identifier: ISC */
/* The sockets that a supervisor passes to the shared server. */
#ifndef INETKIT_SHARED_LISTEN_FDS_H
#define INETKIT_SHARED_LISTEN_FDS_H

#include <stdbool.h>
#include <stdint.h>

/* The server serves at most this number of sockets. */
enum { LISTEN_FDS_MAX = 16 };

struct listen_fd {
	int fd;
	bool is_stream; /* a listening socket; else a datagram socket */
	uint16_t port;  /* the local port; 0 for a Unix socket */
};

struct listen_fds {
	int first; /* the descriptors follow each other */
	int count;
	char **names; /* NULL if they have no names */
};

/*
 * Find out which descriptors were passed: by systemd, with names, see sd_listen_fds(3); otherwise
 * descriptor 0, where inetd and xinetd with "wait" pass the socket. 0, or a negative errno; then
 * count is 0.
 */
int listen_fds_open(struct listen_fds *ret_sockets);

/* Free the names. The descriptors stay open. */
void listen_fds_close(struct listen_fds *self);

/*
 * Find out what descriptor i, from 0 to count - 1, is, and prepare it for serving without waiting.
 * 0, or a negative errno:
 * -ENXIO if FileDescriptorName= of systemd.socket(5) gives it a name that is neither that of the
 * service nor that of a socket unit;
 * -ENOTSOCK;
 * -EPROTOTYPE if it is neither an Internet datagram socket nor, for a service that is served over
 * streams, a listening socket.
 */
int listen_fds_examine(const struct listen_fds *self, int i, const char *service,
	bool is_for_streams, struct listen_fd *ret_socket);

/* Why a descriptor cannot be served, for the log: an error of listen_fds_examine(), or -ENFILE
 * beyond LISTEN_FDS_MAX. */
const char *listen_fds_cause(int error);

#endif
