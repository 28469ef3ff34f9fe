/* SPDX-License-Identifier: ISC */
/* How a text file from another system is encoded. */
#ifndef INETKIT_BASE_ENCODING_H
#define INETKIT_BASE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

/* The size of U+FEFF in UTF-8 at the start of a text, with which editors of Windows begin a file: 3
 * or 0 bytes. */
size_t encoding_mark_size(const char *text, size_t size);

/* Whether a file that begins with these bytes, at best four or more, is in UTF-16: with a byte
 * order mark, or with ASCII characters, of which one byte is 0. */
bool encoding_is_utf16(const char *text, size_t size);

#endif
