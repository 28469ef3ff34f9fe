/* SPDX-License-Identifier: ISC */
/* Quotations in memory, for a server that can no longer open files once it is confined. */
#ifndef INETKIT_SHARED_QUOTES_H
#define INETKIT_SHARED_QUOTES_H

#include "base/prng.h"

#include <stddef.h>

/* Bytes of memory for all quotations and their index. */
enum { QUOTES_MAX = 16 * 1024 * 1024 };

struct quotes {
	char *text; /* one message after another, without separators */
	size_t size;
	size_t text_capacity;
	size_t *ends; /* for each message, the offset in text after its last byte */
	size_t count;
	size_t ends_capacity;
	int error; /* the first of the file being read: the messages after it are left out */
};

/*
 * Add the quotations of a file, as fortune_read() reads it. 0, or a negative errno as of
 * fortune_pick(); -E2BIG beyond QUOTES_MAX.
 */
int quotes_add(struct quotes *self, const char *path);

/* A quotation at random, each equally likely; NULL without quotations. */
const char *quotes_pick(const struct quotes *self, struct prng *prng, size_t *ret_size);

void quotes_free(struct quotes *self);

#endif
