/* SPDX-License-Identifier: ISC */
/* Addresses as text. */
#ifndef INETKIT_FILTER_ADDRESS_H
#define INETKIT_FILTER_ADDRESS_H

#include "base/socket_address.h"

#include <stdbool.h>

/*
 * Parses an IPv4 or IPv6 address. That of a link can have a zone, the name or the number of an
 * interface of this system: "fe80::1%eth0" (RFC 4007, section 11). A v4-mapped address stays
 * AF_INET6. The port is 0. False if the text is no address.
 */
bool address_parse(const char *text, union socket_address *ret_address);

#endif
