/* What a server says, on its way to standard output. */
#ifndef INETKIT_CLIENT_OUTPUT_H
#define INETKIT_CLIENT_OUTPUT_H

#include "client/visible.h"

#include <stdbool.h>
#include <stddef.h>

/* Octets that are taken from a server at once. */
enum { OUTPUT_CHUNK = 64 * 1024 };

struct output {
	bool is_terminal;
	struct visible visible;
	size_t size;    /* octets of the text that are to be written */
	size_t written; /* of these, written */
	char text[VISIBLE_SIZE(OUTPUT_CHUNK)];
};

/* Find out whether standard output is a terminal. */
void output_begin(struct output *self);

/* Take at most OUTPUT_CHUNK octets, as they are or made visible. Nothing may be left to write. */
void output_put(struct output *self, const char *data, size_t size);

/* Write as much of it as is possible without waiting. 1 if some is left, 0, or a negative errno. */
int output_write(struct output *self);

/*
 * At the end: wait, and write what is left, and what might have become a character. 0, or a
 * negative errno.
 */
int output_end(struct output *self);

#endif
