/* Quotations in memory: for a server that answers often and cannot open files any more. */
#ifndef INETKIT_SHARED_QUOTES_H
#define INETKIT_SHARED_QUOTES_H

#include "base/prng.h"

#include <stddef.h>

/* Octets that are kept at most, with what it takes to find them. */
enum { QUOTES_MAX = 16 * 1024 * 1024 };

struct quotes {
	char *text; /* one message after another */
	size_t size;
	size_t room;
	size_t *ends; /* of each, in text */
	size_t count;
	size_t places;
	int error; /* the first: what did not fit is left out */
};

/*
 * Add those of a file as of fortune_read(). 0, or a negative errno as of fortune_pick(); -E2BIG
 * beyond QUOTES_MAX.
 */
int quotes_add(struct quotes *self, const char *path);

/* One of them, each as likely as the others; NULL if there is none. */
const char *quotes_pick(const struct quotes *self, struct prng *prng, size_t *ret_size);

void quotes_free(struct quotes *self);

#endif
