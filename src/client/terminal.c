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
	const char *refused = getenv("NO_COLOR");

	return terminal_can_move(fd) && (refused == NULL || refused[0] == '\0');
}

struct terminal_size terminal_size(int fd)
{
	struct terminal_size size = {.columns = 80, .rows = 24};
	struct winsize told;

	if (ioctl(fd, TIOCGWINSZ, &told) < 0)
		return size;
	if (told.ws_col > 0)
		size.columns = told.ws_col;
	if (told.ws_row > 0)
		size.rows = told.ws_row;
	return size;
}
