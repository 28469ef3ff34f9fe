/* What a terminal can do, and how it is told to: by the sequences of ECMA-48 that all since the
 * VT100 know. */
#ifndef INETKIT_CLIENT_TERMINAL_H
#define INETKIT_CLIENT_TERMINAL_H

#include <stdbool.h>

/* Whether it is a terminal whose cursor can be moved: TERM is neither unset nor "dumb". */
bool terminal_can_move(int fd);

/* Whether it is one that shows colours to somebody who wants any: https://no-color.org */
bool terminal_has_colour(int fd);

struct terminal_size {
	unsigned columns;
	unsigned rows;
};

/* As the terminal tells it; otherwise 80 and 24. */
struct terminal_size terminal_size(int fd);

#define TERMINAL_RED "\033[31m"
#define TERMINAL_GREEN "\033[32m"
#define TERMINAL_YELLOW "\033[33m"
#define TERMINAL_PLAIN "\033[m"

/* To the beginning of the line, and clear it; clear all that follows; up by so many lines. */
#define TERMINAL_CLEAR_LINE "\r\033[K"
#define TERMINAL_CLEAR_REST "\033[J"
#define TERMINAL_UP "\033[%uA"

/* What is too long for a line is cut off, or goes on in the next one. */
#define TERMINAL_NO_WRAP "\033[?7l"
#define TERMINAL_WRAP "\033[?7h"

#endif
