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

/*
 * The number of descriptors that were passed, from *ret_first on, or a negative errno. systemd
 * passes them with names, to be freed with listen_fds_free_names(); see sd_listen_fds(3). Without
 * systemd it is descriptor 0, as inetd and xinetd pass it with "wait", and *ret_names is NULL.
 */
int listen_fds_passed(int *ret_first, char ***ret_names);

/*
 * True unless FileDescriptorName= of systemd.socket(5) gives descriptor i a name that is neither
 * that of the service nor that of a socket unit.
 */
bool listen_fds_are_named(char *const names[], int i, const char *service);

void listen_fds_free_names(char **names);

/*
 * Find out what the descriptor is, and prepare it for serving without waiting. 0, or a negative
 * errno: -ENOTSOCK; -EPROTOTYPE if it is neither a listening stream socket nor an Internet datagram
 * socket.
 */
int listen_fds_examine(int fd, struct listen_fd *ret);

/* Why a descriptor cannot be served, for the log: an error of listen_fds_examine(), -ENXIO if its
 * name is another, -ENFILE beyond LISTEN_FDS_MAX. */
const char *listen_fds_cause(int error);

#endif
