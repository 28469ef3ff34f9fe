/* SPDX-License-Identifier: ISC */
/*
 * The endpoints of a connection that came through a load balancer. proxy(8) puts them into the
 * environment of the program that it executes, with a mark that says for which connection they are
 * true. So they are not taken for those of another connection that such a program accepts.
 */
#ifndef INETKIT_FILTER_PROXIED_H
#define INETKIT_FILTER_PROXIED_H

#include "base/socket_address.h"

#include <stdbool.h>

/*
 * Sets REMOTE_ADDR and REMOTE_PORT, the variables of UCSPI-TCP, and the mark of the socket fd.
 * Removes the variables of all supervisors that would still describe the balancer. The addresses
 * are of AF_INET or AF_INET6; a v4-mapped one is converted. Returns 0, or a negative errno.
 */
int proxied_set(int fd, const union socket_address *remote, const union socket_address *local);

/* True if the environment has the mark of this socket. */
bool proxied_has(int fd);

#endif
