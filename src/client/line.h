/* SPDX-License-Identifier: ISC */
/* Prints lines to standard output immediately, also into a pipe. */
#ifndef INETKIT_CLIENT_LINE_H
#define INETKIT_CLIENT_LINE_H

#include <stdarg.h>

/* The columns that a line for people has at most: a terminal of 80 then does not wrap it, even with
 * the cursor behind it. */
enum { LINE_COLUMNS = 79 };

/*
 * Print one line as shown_copy() shows it, add the newline and flush. Text after 1023 bytes is cut
 * off. Returns 0 or a negative errno. After an error, print nothing more: main() reports it.
 */
__attribute__((format(printf, 1, 0))) int line_vprint(const char *format, va_list arguments);

#endif
