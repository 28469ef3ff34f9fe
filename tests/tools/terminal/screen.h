/* SPDX-License-Identifier: ISC */
/* The screen of a terminal, as far as the client uses it. */
#ifndef INETKIT_TESTS_TERMINAL_SCREEN_H
#define INETKIT_TESTS_TERMINAL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

enum {
	SCREEN_FAILED = 125, /* exit status for errors of the tool itself */
	SCREEN_SIDE_MAX = 400,
	SCREEN_SCROLLED_MAX = 2000,
	SCREEN_CELL_SIZE = 5,
	SCREEN_SEQUENCE_SIZE = 16,
};

/* One character in UTF-8, or nothing. */
struct screen_cell {
	char text[SCREEN_CELL_SIZE];
};

struct screen {
	int rows, columns;
	struct screen_cell cells[SCREEN_SCROLLED_MAX + SCREEN_SIDE_MAX][SCREEN_SIDE_MAX];
	int top; /* lines scrolled out of the window, which stay in cells */
	int row, column;
	bool has_wrap;
	char sequence[SCREEN_SEQUENCE_SIZE]; /* an incomplete control sequence */
	size_t size;                         /* of it */
};

/* Show a byte. Exits if it completes a control sequence that the client should not use. */
void screen_put(struct screen *self, char byte);

/* Write all lines to a file, also those scrolled out, without the empty ones at the end. */
void screen_save(const struct screen *self, const char *path);

#endif
