/* SPDX-License-Identifier: ISC */
/* UTF-8, RFC 3629. */
#ifndef INETKIT_BASE_UTF8_H
#define INETKIT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U+FFFD, the replacement for a byte that is not part of a character. */
#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/*
 * The size in bytes, 1 to 4, of the character at the start of a string; 0 if the bytes are not
 * valid UTF-8. Surrogates, overlong forms and numbers above U+10FFFF are not valid. The NUL at the
 * end counts as a character.
 */
size_t utf8_measure(const char *text);

/*
 * Decodes the character at the start of a string, and returns its size in bytes. If the bytes are
 * not valid UTF-8, returns U+FFFD and the size 1.
 */
uint32_t utf8_decode(const char *text, size_t *ret_size);

/* True if all bytes are below 128. */
bool utf8_is_ascii(const char *text);

/*
 * A copy with UTF8_REPLACEMENT instead of each byte that is not part of a character. Release it
 * with free(3). NULL if there is no memory.
 */
char *utf8_repair(const char *text);

#endif
