/* SPDX-License-Identifier: ISC */
/*
 * Features of a terminal, and the control sequences of ECMA-48 that every terminal since the VT100
 * supports.
 */
#ifndef INETKIT_CLIENT_TERMINAL_H
#define INETKIT_CLIENT_TERMINAL_H

#include <stdbool.h>

/* True for a terminal with a movable cursor: TERM is set and not "dumb". */
bool terminal_can_move(int fd);

/* True for such a terminal unless NO_COLOR is set: https://no-color.org */
bool terminal_has_colour(int fd);

struct terminal_size {
	unsigned columns;
	unsigned rows;
};

/* The size that the terminal reports (ioctl_tty(2), TIOCGWINSZ), or else 80 by 24. */
struct terminal_size terminal_size(int fd);

#define TERMINAL_RED "\033[31m"
#define TERMINAL_GREEN "\033[32m"
#define TERMINAL_YELLOW "\033[33m"
#define TERMINAL_PLAIN "\033[m"

/*
 * Move to the start of the line and clear it; clear from the cursor to the end of the screen; move
 * up by a number of lines (unsigned).
 */
#define TERMINAL_CLEAR_LINE "\r\033[K"
#define TERMINAL_CLEAR_REST "\033[J"
#define TERMINAL_UP "\033[%uA"

/* Cut off long lines at the margin; wrap them again. */
#define TERMINAL_NO_WRAP "\033[?7l"
#define TERMINAL_WRAP "\033[?7h"

#endif
