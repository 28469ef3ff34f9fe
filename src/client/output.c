/* SPDX-License-Identifier: ISC */
/* Copies what a server sends to standard output: see output.h. */
#include "client/output.h"

#include "base/io.h"
#include "base/io_ready.h"

#include <string.h>
#include <unistd.h>

void output_begin(struct output *self)
{
	self->is_terminal = isatty(STDOUT_FILENO);
}

void output_put(struct output *self, const char *data, size_t size)
{
	self->written = 0;
	self->size = size;
	if (self->is_terminal)
		self->size = visible_encode(&self->visible, data, size, self->text);
	else
		memcpy(self->text, data, size);
}

int output_write(struct output *self)
{
	int error;

	self->written += io_write_ready(
		STDOUT_FILENO, self->text + self->written, self->size - self->written, &error);
	return error < 0 ? error : self->written < self->size;
}

int output_end(struct output *self)
{
	int error = io_write(STDOUT_FILENO, self->text + self->written, self->size - self->written);

	self->size = 0;
	self->written = 0;
	if (error < 0)
		return error;
	return io_write(STDOUT_FILENO, self->text, visible_end(&self->visible, self->text));
}
