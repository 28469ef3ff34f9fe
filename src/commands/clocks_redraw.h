/* SPDX-License-Identifier: ISC */
/* A text on the terminal that replaces the previous one in place. */
#ifndef INETKIT_COMMANDS_CLOCKS_REDRAW_H
#define INETKIT_COMMANDS_CLOCKS_REDRAW_H

#include <stdbool.h>
#include <stddef.h>

/* The number of lines, each of which ends with a newline, in the first size bytes of the text. */
unsigned clocks_count_lines(const char *text, size_t size);

/*
 * Draws the text on standard output over the previous one, as far as the terminal has rows; if
 * is_last, draws all of it, because nothing is drawn over it. lines is the height of the text on
 * the terminal: of the previous one, or 0, and then of this one.
 * Returns 0, -ENOMEM with nothing written, or the negative errno of a failed write.
 */
int clocks_redraw(const char *text, bool is_last, unsigned *lines);

#endif
