/* SPDX-License-Identifier: ISC */
/* Where inetkit clocks prints a round: see clocks_destination.h. */
#include "commands/clocks_destination.h"

#include "client/shown.h"
#include "client/stream.h"
#include "commands/clocks_redraw.h"
#include "commands/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void clocks_destination_fail(struct clocks_destination *self, const char *subject, int error)
{
	complain(subject, "%s", stream_cause(error));
	self->has_failed = true;
	/* The message is below the previous round now; the next round must not overwrite it. */
	self->lines = 0;
}

void clocks_destination_spoil(struct clocks_destination *self, const char *subject, int error)
{
	clocks_destination_fail(self, subject, error);
	self->error = error;
}

static bool is_collected(const struct clocks_destination *self)
{
	return self->is_redrawn || self->is_plain;
}

static void open_text(struct clocks_destination *self)
{
	self->text = NULL;
	self->file = open_memstream(&self->text, &self->text_size);
	if (self->file == NULL)
		clocks_destination_fail(self, "clocks", -errno);
}

static void print_plain(char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		bool has_newline = text[size] == '\n';

		text[size] = '\0';
		if (size > 0 && text[size - 1] == '\r') /* CSV ends lines with CR LF */
			text[size - 1] = '\0';
		shown_put(stdout, text, shown_needs_ascii(STDOUT_FILENO));
		putchar('\n');
		text += size + has_newline;
	}
}

static void redraw(struct clocks_destination *self)
{
	int error = clocks_redraw(self->text, self->is_last, &self->lines);

	if (error == 0)
		return;
	if (error != -ENOMEM)
		self->is_broken = true;
	clocks_destination_fail(self, error == -ENOMEM ? "clocks" : "standard output", error);
}

static void close_text(struct clocks_destination *self)
{
	if (fclose(self->file) != 0)
		clocks_destination_fail(self, "clocks", -ENOMEM);
	else if (self->is_redrawn)
		redraw(self);
	else
		print_plain(self->text);
	fflush(stdout);
	free(self->text);
	self->file = NULL;
}

char *clocks_destination_restart(struct clocks_destination *self, size_t *ret_size)
{
	char *text;

	if (self->file == NULL)
		return NULL;
	if (fclose(self->file) != 0) {
		clocks_destination_fail(self, "clocks", -ENOMEM);
		self->file = NULL;
		free(self->text);
		return NULL;
	}
	text = self->text;
	*ret_size = self->text_size;
	open_text(self);
	if (self->file != NULL)
		return text;
	free(text);
	return NULL;
}

void clocks_destination_open(struct clocks_destination *self)
{
	self->has_failed = false;
	self->error = 0;
	self->file = stdout;
	if (is_collected(self)) {
		open_text(self);
	} else if (self->path != NULL) {
		atomic_file_free(&self->replacement);
		atomic_file_begin(&self->replacement, self->path);
		self->file = self->replacement.file;
		if (self->replacement.error < 0)
			clocks_destination_fail(self, self->path, self->replacement.error);
	}
}

static void close_file(struct clocks_destination *self, bool is_discarded)
{
	bool was_open = self->replacement.error == 0;
	int error = atomic_file_end(
		&self->replacement, is_discarded && was_open ? -ECANCELED : self->error);

	self->is_written = error == 0;
	if (error < 0 && was_open && is_discarded)
		complain(self->path, "left unchanged, because the round was interrupted");
	else if (error < 0 && was_open)
		clocks_destination_fail(self, self->path, error);
}

void clocks_destination_divert(struct clocks_destination *self)
{
	const struct atomic_file *file = &self->replacement;

	if (self->path == NULL || self->is_written || file->is_shared || file->data == NULL)
		return;
	complain(self->path, "standard output gets the rows instead");
	if (isatty(STDOUT_FILENO))
		print_plain(file->data);
	else
		fwrite(file->data, 1, file->size, stdout);
	fflush(stdout);
}

void clocks_destination_flush(struct clocks_destination *self)
{
	if (!self->is_plain) {
		fflush(self->file);
		return;
	}
	close_text(self);
	open_text(self);
}

void clocks_destination_close(struct clocks_destination *self, bool is_discarded)
{
	if (is_collected(self) && self->file != NULL)
		close_text(self);
	else if (!is_collected(self) && self->path != NULL)
		close_file(self, is_discarded);
	else if (self->file != NULL)
		fflush(self->file);
	self->file = NULL;
}
