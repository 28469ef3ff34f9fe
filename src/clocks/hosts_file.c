/* SPDX-License-Identifier: ISC */
/* Reads lists of hosts: see hosts_file.h. */
#include "clocks/hosts_file.h"

#include "base/encoding.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes shown of a line that is too long: enough to recognise it. */
enum { SHOWN_MAX = 64 };

struct line {
	char text[HOSTS_FILE_LINE_MAX + 1];
	size_t size;
	unsigned number;
	bool is_too_long;
	bool has_nul;
};

struct reader {
	int fd;
	char data[4096];
	size_t size;
	size_t next;
	bool is_after_cr; /* a newline that follows belongs to the same line end */
	int error;
};

/* Reads more bytes behind those that are there. */
static bool fill(struct reader *self)
{
	ssize_t n = io_read(self->fd, self->data + self->size, sizeof self->data - self->size);

	if (n < 0)
		self->error = (int)n;
	if (n > 0)
		self->size += (size_t)n;
	return n > 0;
}

static bool is_utf16(struct reader *self)
{
	while (self->size < 4 && fill(self))
		;
	return encoding_is_utf16(self->data, self->size);
}

/* The next byte; -1 at the end or on an error. */
static int read_byte(struct reader *self)
{
	if (self->next == self->size) {
		self->next = 0;
		self->size = 0;
		if (!fill(self))
			return -1;
	}
	return (unsigned char)self->data[self->next++];
}

static void add_byte(struct line *self, int c)
{
	if (self->size == HOSTS_FILE_LINE_MAX) {
		self->is_too_long = true;
		return;
	}
	if (c == '\0') {
		self->has_nul = true;
		c = '?';
	}
	self->text[self->size++] = (char)c;
}

/* The next line without its end, which is LF, CR LF or CR; false at the end of the file. */
static bool read_line(struct reader *reader, struct line *ret_line)
{
	int c = read_byte(reader);

	if (c == '\n' && reader->is_after_cr)
		c = read_byte(reader);
	reader->is_after_cr = false;
	if (c < 0)
		return false;
	ret_line->size = 0;
	ret_line->is_too_long = false;
	ret_line->has_nul = false;
	ret_line->number++;
	for (; c >= 0 && c != '\n' && c != '\r'; c = read_byte(reader))
		add_byte(ret_line, c);
	reader->is_after_cr = c == '\r';
	ret_line->text[ret_line->size] = '\0';
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

/* Removes the comment and the white space around the text. A byte order mark may also begin a later
 * line, if files were joined. */
static char *trim(char *text)
{
	size_t size = 0;

	text += encoding_mark_size(text, strlen(text));
	while (is_space(*text))
		text++;
	for (size_t i = 0; text[i] != '\0'; i++) {
		if (text[i] == '#' && (i == 0 || is_space(text[i - 1])))
			break;
		if (!is_space(text[i]))
			size = i + 1;
	}
	text[size] = '\0';
	return text;
}

static int take_line(struct line *line, hosts_file_found *on_found, void *userdata)
{
	char mistake[80] = "";
	char *text = trim(line->text);

	if (text[0] == '\0')
		return 0;
	if (line->is_too_long)
		snprintf(mistake, sizeof mistake, "line %u is longer than %d bytes", line->number,
			HOSTS_FILE_LINE_MAX);
	else if (line->has_nul)
		snprintf(mistake, sizeof mistake, "line %u contains a NUL byte", line->number);
	if (line->is_too_long && strlen(text) > SHOWN_MAX)
		text[SHOWN_MAX] = '\0';
	text = strdup(text);
	return text == NULL ? -ENOMEM
			    : on_found(text, mistake[0] != '\0' ? mistake : NULL, userdata);
}

int hosts_file_read(const char *path, hosts_file_found *on_found, void *userdata)
{
	bool is_standard = strcmp(path, "-") == 0;
	struct reader reader = {
		.fd = is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC)};
	struct line line = {.number = 0};
	int error = 0;

	if (reader.fd < 0)
		return -errno;
	if (is_utf16(&reader))
		error = -EILSEQ;
	while (error == 0 && reader.error == 0 && read_line(&reader, &line))
		error = take_line(&line, on_found, userdata);
	if (!is_standard)
		close(reader.fd);
	return error < 0 ? error : reader.error;
}
