/* SPDX-License-Identifier: ISC */
/* Text in the SVG picture. */
#ifndef INETKIT_FORMAT_SVG_TEXT_H
#define INETKIT_FORMAT_SVG_TEXT_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes a string of any bytes as the content of an element, and escapes it. Bytes that are not
 * UTF-8, and characters that are invisible or not allowed in XML, become U+FFFD. A string wider
 * than the columns is cut and ends with an ellipsis.
 */
void svg_put_text(FILE *file, const char *text, unsigned columns);

/* "host" or "hosts". */
const char *svg_hosts(size_t count);

#endif
