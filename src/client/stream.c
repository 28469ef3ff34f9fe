/* SPDX-License-Identifier: ISC */
/* Output that a signal can end: see stream.h. */
#include "client/stream.h"

#include "base/io_ready.h"
#include "client/interrupt.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct stream {
	int fd;
	int error; /* of the first write that failed: a negative errno, or 0 */
};

static struct stream standard_output = {.fd = STDOUT_FILENO};
static struct stream standard_error = {.fd = STDERR_FILENO};

/* The size of the next part: as many lines as PIPE_BUF holds, or a part of a longer line. */
static size_t find_part(const char *data, size_t size)
{
	const char *newline;

	if (size <= PIPE_BUF)
		return size;
	newline = memrchr(data, '\n', PIPE_BUF);
	return newline != NULL ? (size_t)(newline - data) + 1 : PIPE_BUF;
}

static int write_part(int fd, const char *data, size_t size)
{
	int since = interrupt_seconds();
	int error = 0;

	while (error == 0) {
		size_t count = io_write_ready(fd, data, size, &error);

		if (count > 0)
			since = interrupt_seconds();
		data += count;
		size -= count;
		if (size == 0)
			break;
		if (error == 0)
			error = interrupt_wait(fd, since);
	}
	return error;
}

int stream_write(int fd, const void *data, size_t size)
{
	const char *next = data;
	int error = 0;

	while (size > 0 && error == 0) {
		size_t part = find_part(next, size);

		error = write_part(fd, next, part);
		next += part;
		size -= part;
	}
	return error;
}

/* As fopencookie(3) requires. */
static ssize_t put(void *cookie, const char *data, size_t size)
{
	struct stream *self = cookie;

	if (self->error == 0)
		self->error = stream_write(self->fd, data, size);
	if (self->error == 0)
		return (ssize_t)size;
	errno = -self->error;
	return 0;
}

static FILE *open_stream(struct stream *self, int mode)
{
	FILE *file = fopencookie(self, "w", (cookie_io_functions_t){.write = put});

	if (file != NULL)
		setvbuf(file, NULL, mode, 0);
	return file;
}

void stream_replace_standard(void)
{
	FILE *output = open_stream(&standard_output, _IOLBF);
	FILE *messages = open_stream(&standard_error, _IONBF);

	if (output != NULL)
		stdout = output;
	if (messages != NULL)
		stderr = messages;
}

int stream_error(void)
{
	return standard_output.error;
}

const char *stream_cause(int error)
{
	return error == -ETIMEDOUT ? "interrupted, and nothing reads it" : strerror(-error);
}
