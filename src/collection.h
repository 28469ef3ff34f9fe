/* Quotations in memory: for a server that answers often and cannot open files any more. */
#ifndef INETKIT_COLLECTION_H
#define INETKIT_COLLECTION_H

#include "prng.h"

#include <stddef.h>

/* Octets that are kept at most, with what it takes to find them. */
enum { COLLECTION_MAX = 16 * 1024 * 1024 };

struct collection {
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
 * beyond COLLECTION_MAX.
 */
int collection_add(struct collection *self, const char *path);

/* One of them, each as likely as the others; NULL if there is none. */
const char *collection_pick(const struct collection *self, struct prng *prng, size_t *ret_size);

void collection_free(struct collection *self);

#endif
