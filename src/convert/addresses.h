/* SPDX-License-Identifier: ISC */
/* The values of only_from and no_access, as xinetd reads them. Looks up no name. */
#ifndef INETKIT_CONVERT_ADDRESSES_H
#define INETKIT_CONVERT_ADDRESSES_H

#include "convert/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a text such as "255.255.255.255/32" and its NUL. */
enum { ADDRESSES_TEXT_SIZE = 20 };

/* A factorized address: 10.1.{2,3} is a prefix of 10.1.2.0 and 10.1.3.0, both of 24 bits. */
struct factorized {
	uint32_t network; /* in the order of the host */
	unsigned shift;   /* bits behind the factor: 24, 16, 8 or 0 */
	const char *next; /* the next factor */
};

bool addresses_is_factorized(const char *text);

/* Begins with the first factor. NULL, or what is wrong anywhere in the text. */
const char *addresses_factorize(const char *text, struct factorized *ret_factorized);

/* The next address with its prefix; false after the last. */
bool addresses_next(struct factorized *self, char ret_text[ADDRESSES_TEXT_SIZE]);

/*
 * Removes from a list what -= removes: equal addresses with equal masks, where an address without
 * one ends in wildcards for its last bytes that are 0; and equal names. False without memory.
 */
bool addresses_remove(struct config_attribute *from, const struct config_attribute *values);

#endif
