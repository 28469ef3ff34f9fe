/* SPDX-License-Identifier: ISC */
/* The screen of a terminal: see screen.h. */
#include "terminal/screen.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void feed_line(struct screen *self)
{
	if (self->row + 1 < self->rows)
		self->row++;
	else if (self->top < SCREEN_SCROLLED_MAX)
		self->top++;
	else
		errx(SCREEN_FAILED, "more than %d lines", SCREEN_SCROLLED_MAX);
}

static void clear(struct screen *self, int row, int column)
{
	for (; column < self->columns; column++)
		self->cells[self->top + row][column] = (struct screen_cell){""};
}

static void execute_sequence(struct screen *self)
{
	const char *sequence = self->sequence + 2;
	char last = self->sequence[self->size - 1];

	if (strcmp(sequence, "K") == 0) {
		clear(self, self->row, self->column);
	} else if (strcmp(sequence, "J") == 0) {
		clear(self, self->row, self->column);
		for (int row = self->row + 1; row < self->rows; row++)
			clear(self, row, 0);
	} else if (strcmp(sequence, "?7l") == 0 || strcmp(sequence, "?7h") == 0) {
		self->has_wrap = last == 'h';
	} else if (last == 'A') {
		self->row -= atoi(sequence);
		if (self->row < 0)
			self->row = 0;
	} else if (last != 'm') {
		errx(SCREEN_FAILED, "unknown control sequence: ESC %s", self->sequence + 1);
	}
}

static void put_character(struct screen *self, char byte)
{
	struct screen_cell *cell;

	if ((byte & 0xc0) == 0x80) { /* a further byte of the last character */
		cell = &self->cells[self->top + self->row][self->column - 1];
		if (self->column > 0 && strlen(cell->text) + 1 < sizeof cell->text)
			cell->text[strlen(cell->text)] = byte;
		return;
	}
	if (self->column == self->columns && self->has_wrap) {
		feed_line(self);
		self->column = 0;
	} else if (self->column == self->columns) {
		self->column--;
	}
	cell = &self->cells[self->top + self->row][self->column++];
	*cell = (struct screen_cell){{byte}};
}

void screen_put(struct screen *self, char byte)
{
	if (self->size > 0 || byte == '\033') {
		self->sequence[self->size++] = byte;
		self->sequence[self->size] = '\0';
		if (self->size + 1 < SCREEN_SEQUENCE_SIZE && (self->size < 3 || byte < '@'))
			return;
		execute_sequence(self);
		self->size = 0;
	} else if (byte == '\r') {
		self->column = 0;
	} else if (byte == '\n') {
		feed_line(self);
	} else {
		put_character(self, byte);
	}
}

void screen_save(const struct screen *self, const char *path)
{
	FILE *file = fopen(path, "w");
	int last = self->top + self->rows - 1;

	if (file == NULL)
		err(SCREEN_FAILED, "%s", path);
	while (last >= 0 && self->cells[last][0].text[0] == '\0')
		last--;
	for (int row = 0; row <= last; row++) {
		for (int column = 0; column < self->columns; column++)
			fputs(self->cells[row][column].text, file);
		fputc('\n', file);
	}
	if (!self->has_wrap)
		fputs("(the terminal does not wrap lines)\n", file);
	fclose(file);
}
