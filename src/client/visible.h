/* Text from a stranger, made fit for a terminal. */
#ifndef INETKIT_CLIENT_VISIBLE_H
#define INETKIT_CLIENT_VISIBLE_H

#include <stddef.h>
#include <wchar.h>

struct visible {
	mbstate_t state; /* of a character that has not ended */
	char part[8];    /* its octets so far */
	size_t part_size;
};

/* No octet, alone or as the last of a character, becomes more than this many. */
enum { VISIBLE_GROWTH = 4 };

/* Room for what size octets become, with those kept from the call before. */
#define VISIBLE_SIZE(size) (((size) + sizeof((struct visible *)0)->part) * VISIBLE_GROWTH)

/*
 * Printable characters of the locale, newlines and tabs stay; CR before LF goes; any other control
 * character is written ^X, and what is no character, or turns the direction of writing, \\xHH.
 * Returns the octets written; what may still become a character is kept for the next call.
 */
size_t visible_encode(struct visible *self, const char *data, size_t size, char *ret);

/* At the end of the text: what was kept, in at most VISIBLE_SIZE(0) octets. */
size_t visible_end(struct visible *self, char *ret);

#endif
