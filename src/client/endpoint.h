/* SPDX-License-Identifier: ISC */
/* Describes the remote end of a connection as text. */
#ifndef INETKIT_CLIENT_ENDPOINT_H
#define INETKIT_CLIENT_ENDPOINT_H

#include "client/target.h"

#include <stddef.h>

/* The text can contain control characters, because the user wrote it: print with run_print(). */
struct endpoint {
	char name[TARGET_HOST_SIZE];    /* the host without the port, or unix:PATH */
	char address[TARGET_HOST_SIZE]; /* numeric, or unix:PATH */
	/* "(ADDRESS) port PORT over TCP"; empty for unix:PATH */
	char way[TARGET_HOST_SIZE + sizeof "() port 65535 over TCP"];
};

/*
 * Write the numeric address of the peer. Returns 0 or a negative errno: -EAFNOSUPPORT for a UNIX
 * socket, -ENOTCONN if the peer has disconnected, -ENOSPC if it does not fit.
 */
int endpoint_address(int fd, char *ret_address, size_t size);

enum { ENDPOINT_PEER_SIZE = TARGET_HOST_SIZE + sizeof "[]:65535" };

/*
 * Write the peer of a socket as ADDRESS:PORT or [ADDRESS]:PORT, a v4-mapped address as IPv4;
 * "unix" for a UNIX socket; "unknown" if the peer has disconnected.
 */
void endpoint_peer(int fd, char ret_text[ENDPOINT_PEER_SIZE]);

/* Describe a connected socket. Without a peer address, the host stands in its place. */
void endpoint_describe(int fd, const struct target *target, struct endpoint *ret_endpoint);

#endif
