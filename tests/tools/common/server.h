/* SPDX-License-Identifier: ISC */
/* The socket that a tool serves, on a port that it prints. */
#ifndef INETKIT_TESTS_COMMON_SERVER_H
#define INETKIT_TESTS_COMMON_SERVER_H

#include "common/address.h"

/*
 * A non-blocking socket of a type, SOCK_STREAM or SOCK_DGRAM, bound to an address and listening;
 * port 0 lets the kernel choose. Returns -1 and sets errno if the port is in use.
 */
int server_open(int type, const struct address *address);

/* The address that a socket is bound to, with its port. */
void server_get_address(int fd, struct address *ret_address);

/* Print the port on a line of standard output, for the test that waits for it. */
void server_print_port(int fd);

#endif
