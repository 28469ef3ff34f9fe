/* SPDX-License-Identifier: ISC */
/* Copies what a server sends to standard output, made harmless if that is a terminal. */
#ifndef INETKIT_CLIENT_OUTPUT_H
#define INETKIT_CLIENT_OUTPUT_H

#include "client/visible.h"

#include <stdbool.h>
#include <stddef.h>

/* The maximum size of a chunk, in bytes. */
enum { OUTPUT_CHUNK = 64 * 1024 };

struct output {
	bool is_terminal;
	struct visible visible;
	size_t size;    /* bytes of text */
	size_t written; /* the part of these that is written */
	char text[VISIBLE_SIZE(OUTPUT_CHUNK)];
};

/*
 * Detect whether standard output is a terminal. The structure must be zero before, and LC_CTYPE
 * must be set.
 */
void output_begin(struct output *self);

/*
 * Set the next chunk: at most OUTPUT_CHUNK bytes, encoded by visible_encode() for a terminal. The
 * chunk before it must be written completely.
 */
void output_put(struct output *self, const char *data, size_t size);

/*
 * Write as much of the chunk as possible without blocking. Returns 1 if some remains, 0 if none, or
 * a negative errno.
 */
int output_write(struct output *self);

/*
 * Write the rest of the chunk, and the incomplete character that visible_encode() kept. This can
 * block. Returns 0 or a negative errno.
 */
int output_end(struct output *self);

#endif
