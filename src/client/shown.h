/* SPDX-License-Identifier: ISC */
/* Text from elsewhere in a line for people: harmless for a terminal, and nothing in it is hidden.
 */
#ifndef INETKIT_CLIENT_SHOWN_H
#define INETKIT_CLIENT_SHOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The buffer size for the longest result for a text of this many bytes. */
#define SHOWN_SIZE(size) (4 * (size) + 1)

/*
 * True if the descriptor is a terminal, and the locale of setlocale(3) does not say that it uses
 * UTF-8. A terminal for 8-bit characters takes 0x80 to 0x9f for control characters.
 */
bool shown_needs_ascii(int fd);

/*
 * Copies a text in UTF-8. Control characters become '?'; invisible characters become their numbers,
 * such as <U+FEFF>, and bytes that are not UTF-8 their values, such as <FC>. With is_ascii, all
 * other characters beyond ASCII also become their numbers. The result is cut to the size.
 */
void shown_copy(const char *text, bool is_ascii, char *ret_text, size_t size);

/* Writes the whole text likewise. */
void shown_put(FILE *file, const char *text, bool is_ascii);

/*
 * The number of columns of a shown text on a terminal: characters of East Asia have two, and
 * combining ones none, in every locale.
 */
int shown_width(const char *text);

/* Copies a shown text. If it has more than these columns, which are at least 5, "..." replaces its
 * middle, so that it fits. */
void shown_shorten(const char *text, int columns, char *ret_text, size_t size);

#endif
