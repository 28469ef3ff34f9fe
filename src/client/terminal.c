/* SPDX-License-Identifier: ISC */
/* Features of a terminal: see terminal.h. */
#include "client/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_can_move(int fd)
{
	const char *name = getenv("TERM");

	return isatty(fd) && name != NULL && name[0] != '\0' && strcmp(name, "dumb") != 0;
}

bool terminal_has_colour(int fd)
{
	const char *no_color = getenv("NO_COLOR");

	return terminal_can_move(fd) && (no_color == NULL || no_color[0] == '\0');
}

struct terminal_size terminal_size(int fd)
{
	struct terminal_size size = {.columns = 80, .rows = 24};
	struct winsize reported;

	if (ioctl(fd, TIOCGWINSZ, &reported) < 0)
		return size;
	if (reported.ws_col > 0)
		size.columns = reported.ws_col;
	if (reported.ws_row > 0)
		size.rows = reported.ws_row;
	return size;
}
