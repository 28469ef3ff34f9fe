/* SPDX-License-Identifier: ISC */
/* Addresses as xinetd's only_from and no_access have them, and networks as systemd has them. */
#ifndef INETKIT_CONVERT_SUBNET_H
#define INETKIT_CONVERT_SUBNET_H

#include "convert/list.h"

#include <stdbool.h>

/* An IPv4 or IPv6 network. The bits of the host are 0. */
struct subnet {
	int family;
	unsigned char bytes[16]; /* IPv4 uses four */
	unsigned length;         /* bits of the prefix */
};

/* The size of the text of a network with its terminating NUL. */
enum { SUBNET_TEXT_SIZE = 46 + 4 };

/* More directives of a unit than this are a mistake. */
enum { SUBNET_PARTS_MAX = 4096 };

/* Parses ADDRESS or ADDRESS/LENGTH. False if the text is neither. */
bool subnet_parse(const char *text, struct subnet *ret_subnet);

void subnet_format(const struct subnet *self, char ret_text[SUBNET_TEXT_SIZE]);

/*
 * Adds what a value of only_from or no_access stands for: an address with trailing zeros is a
 * network, a name in networks(5) is a network, and the name of a host and .DOMAIN stay names. The
 * reader has expanded addresses such as 10.1.{2,3}. False if it is an address with a mistake.
 */
bool subnet_expand(const char *value, struct list *ret_list);

/*
 * Adds the networks of the addresses that are admitted and not denied. False if an item of the
 * lists is a name. Ends when there are more than SUBNET_PARTS_MAX networks.
 */
bool subnet_subtract(
	const struct list *admitted, const struct list *denied, struct list *ret_networks);

#endif
