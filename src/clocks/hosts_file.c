/* Reads lists of hosts: see hosts_file.h. */
#include "clocks/hosts_file.h"

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
	int error;
};

/* The next byte; -1 at the end or on an error. */
static int read_byte(struct reader *self)
{
	ssize_t n;

	if (self->next == self->size) {
		n = io_read(self->fd, self->data, sizeof self->data);
		if (n < 0)
			self->error = (int)n;
		if (n <= 0)
			return -1;
		self->size = (size_t)n;
		self->next = 0;
	}
	return (unsigned char)self->data[self->next++];
}

/* The next line without its newline; false at the end. */
static bool read_line(struct reader *reader, struct line *ret_line)
{
	int c = read_byte(reader);

	if (c < 0)
		return false;
	ret_line->size = 0;
	ret_line->is_too_long = false;
	ret_line->has_nul = false;
	ret_line->number++;
	for (; c >= 0 && c != '\n'; c = read_byte(reader)) {
		if (ret_line->size == HOSTS_FILE_LINE_MAX) {
			ret_line->is_too_long = true;
			continue;
		}
		if (c == '\0') {
			ret_line->has_nul = true;
			c = '?';
		}
		ret_line->text[ret_line->size++] = (char)c;
	}
	ret_line->text[ret_line->size] = '\0';
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Removes the comment and the white space around the text. */
static char *trim(char *text)
{
	size_t size = 0;

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
	while (error == 0 && reader.error == 0 && read_line(&reader, &line))
		error = take_line(&line, on_found, userdata);
	if (!is_standard)
		close(reader.fd);
	return error < 0 ? error : reader.error;
}
