/* Text for formats that must be UTF-8, RFC 3629. */
#ifndef INETKIT_BASE_UTF8_H
#define INETKIT_BASE_UTF8_H

#include <stddef.h>

/* What stands for an octet that belongs to no character: U+FFFD. */
#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/*
 * How many octets the character has that the text begins with: 1 to 4, or 0 if it begins with none.
 * Surrogates, overlong forms and what lies beyond U+10FFFF are none. The end of the text, a NUL,
 * counts as a character.
 */
size_t utf8_measure(const char *text);

/* A copy, for free(3), with each octet that belongs to no character replaced; NULL without memory.
 */
char *utf8_repair(const char *text);

#endif
