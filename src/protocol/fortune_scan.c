/* SPDX-License-Identifier: ISC */
/* Reads a whole fortune file in one pass: see fortune_scan.h. */
#include "protocol/fortune_scan.h"

#include "base/io.h"

#include <stdbool.h>

/* The state of reading a whole file, byte by byte. */
struct scan {
	char delimiter;
	fortune_handler *on_quotation;
	void *userdata;
	char current[RFC865_MAX];
	size_t size;     /* of the current quotation, even if it is too long for the buffer */
	size_t line;     /* bytes of the current line */
	bool delimiting; /* the current line is only the delimiter so far */
	bool has_cr;     /* the last byte was a CR, which is dropped before a newline */
};

static void scan_end_quotation(struct scan *self)
{
	if (self->size > 0 && self->size <= RFC865_MAX)
		self->on_quotation(self->userdata, self->current, self->size);
	self->size = 0;
}

static void scan_plain_byte(struct scan *self, char byte)
{
	if (byte == '\n' && self->delimiting) {
		self->size--; /* the delimiter */
		scan_end_quotation(self);
		self->delimiting = false;
		self->line = 0;
		return;
	}
	if (self->size < RFC865_MAX)
		self->current[self->size] = byte;
	self->size++;
	self->delimiting = byte == self->delimiter && self->line == 0;
	self->line = byte == '\n' ? 0 : self->line + 1;
}

static void scan_byte(struct scan *self, char byte)
{
	if (self->has_cr && byte != '\n')
		scan_plain_byte(self, '\r');
	self->has_cr = byte == '\r';
	if (!self->has_cr)
		scan_plain_byte(self, byte);
}

int fortune_scan(int fd, char delimiter, fortune_handler *on_quotation, void *userdata)
{
	struct scan self = {
		.delimiter = delimiter, .on_quotation = on_quotation, .userdata = userdata};
	char block[16 * 1024];
	ssize_t n;

	while ((n = io_read(fd, block, sizeof block)) > 0)
		for (ssize_t i = 0; i < n; i++)
			scan_byte(&self, block[i]);
	if (n < 0)
		return (int)n;
	if (self.delimiting)
		self.size--; /* the delimiter, in a last line without a newline */
	scan_end_quotation(&self);
	return 0;
}
