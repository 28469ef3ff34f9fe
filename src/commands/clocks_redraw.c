/* SPDX-License-Identifier: ISC */
/* A text that is redrawn in place: see clocks_redraw.h. */
#include "commands/clocks_redraw.h"

#include "client/stream.h"
#include "client/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

unsigned clocks_count_lines(const char *text, size_t size)
{
	unsigned lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

/* Long lines wrap, and the terminal scrolls. */
static unsigned draw_all(FILE *file, const char *text)
{
	fputs(TERMINAL_CLEAR_REST, file);
	fputs(text, file);
	return clocks_count_lines(text, strlen(text));
}

/* Returns the height of what is drawn. */
static unsigned draw(FILE *file, const char *text)
{
	unsigned rows = terminal_size(STDOUT_FILENO).rows;
	unsigned lines = clocks_count_lines(text, strlen(text));
	/* One row is the cursor's, another the note about the rest. */
	unsigned shown = lines < rows ? lines : rows - (rows > 1 ? 2 : 1);
	unsigned rest = lines - shown;

	fputs(TERMINAL_CLEAR_REST TERMINAL_NO_WRAP, file);
	for (unsigned i = 0; i < shown; i++) {
		size_t size = strcspn(text, "\n") + 1;

		fwrite(text, 1, size, file);
		text += size;
	}
	if (rest > 0)
		fprintf(file, "... and %u more line%s\n", rest, rest == 1 ? "" : "s");
	fputs(TERMINAL_WRAP, file);
	return shown + (rest > 0);
}

int clocks_redraw(const char *text, bool is_last, unsigned *lines)
{
	char *picture = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&picture, &size);
	unsigned drawn;
	int error;

	if (file == NULL)
		return -ENOMEM;
	if (*lines > 0)
		fprintf(file, TERMINAL_UP, *lines);
	if (is_last)
		drawn = draw_all(file, text);
	else
		drawn = draw(file, text);
	if (fclose(file) != 0) {
		error = -ENOMEM;
	} else {
		*lines = drawn;
		error = stream_write(STDOUT_FILENO, picture, size);
	}
	free(picture);
	return error;
}
