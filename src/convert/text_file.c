/* SPDX-License-Identifier: ISC */
/* A text file in memory, line by line: see text_file.h. */
#include "convert/text_file.h"

#include "base/encoding.h"
#include "base/io.h"
#include "convert/model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096 };

_Static_assert(CONFIG_FILE_MAX == 16 << 20, "too_large names the limit");
static const char too_large[] = "larger than 16 MiB";

/* Reads until the end of the file. Returns NULL or the cause. */
static const char *read_all(int fd, struct text_file *file)
{
	size_t room = 0;

	for (;;) {
		ssize_t n;

		if (file->size == room) {
			char *data;

			room = room == 0 ? FIRST_ROOM : room * 2;
			data = realloc(file->data, room);
			if (data == NULL)
				return strerror(ENOMEM);
			file->data = data;
		}
		n = io_read(fd, file->data + file->size, room - file->size);
		if (n < 0)
			return strerror((int)-n);
		if (n == 0)
			return NULL;
		file->size += (size_t)n;
		if (file->size > CONFIG_FILE_MAX)
			return too_large;
	}
}

static const char *check_type(mode_t mode)
{
	if (S_ISREG(mode))
		return NULL;
	return S_ISDIR(mode) ? strerror(EISDIR) : "not a regular file";
}

/* Opens without waiting for the other end of a FIFO, then checks that it is a regular file. */
static const char *open_regular(const char *path, struct text_file *file, int *ret_fd)
{
	struct stat status;
	const char *cause;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENXIO ? check_type(S_IFSOCK) : strerror(errno);
	cause = fstat(fd, &status) < 0 ? strerror(errno) : check_type(status.st_mode);
	if (cause != NULL) {
		close(fd);
		return cause;
	}
	file->device = status.st_dev;
	file->inode = status.st_ino;
	*ret_fd = fd;
	return NULL;
}

const char *text_file_read(const char *path, struct text_file *ret_file)
{
	bool is_standard = strcmp(path, "-") == 0;
	int fd = STDIN_FILENO;
	const char *cause = NULL;

	*ret_file = (struct text_file){.data = NULL};
	if (!is_standard)
		cause = open_regular(path, ret_file, &fd);
	if (cause != NULL)
		return cause;
	cause = read_all(fd, ret_file);
	if (!is_standard)
		close(fd);
	if (cause == NULL && encoding_is_utf16(ret_file->data, ret_file->size))
		return "encoded in UTF-16; convert it to UTF-8";
	ret_file->next = encoding_mark_size(ret_file->data, ret_file->size);
	ret_file->has_mark = ret_file->next > 0;
	return cause;
}

void text_file_free(struct text_file *self)
{
	free(self->data);
	self->data = NULL;
}

bool text_file_next(struct text_file *self, struct text_line *ret_line)
{
	const char *text = self->data + self->next;
	size_t left = self->size - self->next;
	const char *end = left == 0 ? NULL : memchr(text, '\n', left);
	size_t size = end == NULL ? left : (size_t)(end - text);
	const char *nul;

	if (left == 0)
		return false;
	self->next += size + (end != NULL);
	*ret_line = (struct text_line){.text = text, .number = ++self->line};
	if (size > 0 && text[size - 1] == '\r') {
		ret_line->has_cr = true;
		size--;
	}
	nul = memchr(text, '\0', size);
	ret_line->has_nul = nul != NULL;
	ret_line->size = nul == NULL ? size : (size_t)(nul - text);
	return true;
}
