/* SPDX-License-Identifier: ISC */
/* The words of a line, with their columns. */
#ifndef INETKIT_CONVERT_WORDS_H
#define INETKIT_CONVERT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *text; /* not terminated */
	size_t size;
	unsigned column; /* from 1 */
};

/* A position in a line. */
struct words {
	const char *line;
	size_t size;
	size_t next;
};

/* The next word between spaces and tabs; false at the end of the line. */
bool words_next(struct words *self, struct word *ret_word);

/* The same, but a word that begins with " or ' reaches to the next one, as in inetd of FreeBSD. The
 * quotes do not belong to the word. ret_open is true if the second one is missing. */
bool words_next_quoted(struct words *self, struct word *ret_word, bool *ret_open);

bool word_is(const struct word *self, const char *text);

/* What isspace(3) takes for a space in the C locale. */
bool words_is_space(char c);

/* True if the line contains this character, spaces, and nothing else. */
bool words_is_only(const char *line, size_t size, char c);

#endif
