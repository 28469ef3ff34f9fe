/* SPDX-License-Identifier: ISC */
/* The input of a harness: see input.h. */
#include "fuzz/input.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void skip(struct input *self, size_t size)
{
	self->data += size;
	self->size -= size;
}

uint8_t input_byte(struct input *self)
{
	uint8_t byte = 0;

	if (self->size > 0) {
		byte = self->data[0];
		skip(self, 1);
	}
	return byte;
}

int64_t input_number(struct input *self)
{
	int64_t number = 0;
	size_t size = self->size < sizeof number ? self->size : sizeof number;

	memcpy(&number, self->data, size);
	skip(self, size);
	return number;
}

char *input_text(struct input *self)
{
	size_t size = strnlen((const char *)self->data, self->size);
	char *text = malloc(size + 1);

	if (text == NULL)
		abort();
	memcpy(text, self->data, size);
	text[size] = '\0';
	skip(self, size < self->size ? size + 1 : size);
	return text;
}

int input_file(struct input *self)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0 || write(fd, self->data, self->size) != (ssize_t)self->size ||
		lseek(fd, 0, SEEK_SET) != 0)
		abort();
	skip(self, self->size);
	return fd;
}
