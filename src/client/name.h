/* SPDX-License-Identifier: ISC */
/* Finds the addresses of a name through the system's resolver, and those of localhost without it.
 */
#ifndef INETKIT_CLIENT_NAME_H
#define INETKIT_CLIENT_NAME_H

#include <netdb.h>

/*
 * As getaddrinfo(3), and can block for as long. Two kinds of names are special: localhost and names
 * that end in .localhost are the loopback addresses, unless /etc/hosts has them (RFC 6761, section
 * 6.3); and a name that is not ASCII is UTF-8, whatever the locale is.
 */
int name_look_up(const char *host, const char *port, const struct addrinfo *hints,
	struct addrinfo **ret_list);

#endif
