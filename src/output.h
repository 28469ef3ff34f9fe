/* What a server says, on its way to standard output. */
#ifndef INETKIT_OUTPUT_H
#define INETKIT_OUTPUT_H

#include "visible.h"

#include <stdbool.h>
#include <stddef.h>

/* Octets that are read from a server at once. */
enum { OUTPUT_CHUNK = 64 * 1024 };

struct output {
	bool is_terminal;
	struct visible visible;
};

/* Find out whether standard output is a terminal. */
void output_begin(struct output *self);

/* Write at most OUTPUT_CHUNK octets, as they are or made visible. 0, or a negative errno. */
int output_write(struct output *self, const char *data, size_t size);

/* Write what was kept because it might have become a character. 0, or a negative errno. */
int output_end(struct output *self);

#endif
