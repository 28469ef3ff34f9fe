/* SPDX-License-Identifier: ISC */
/* Fortune files: see fortune.h. */
#include "protocol/fortune.h"

#include "base/encoding.h"
#include "protocol/fortune_index.h"
#include "protocol/fortune_scan.h"
#include "protocol/fortune_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* For a file without an index. */
static const struct fortune_style plain_style = {.delimiter = '%', .is_rot13 = false};

static int open_regular(const char *path, off_t *ret_size)
{
	/* Opening a FIFO must not block, and a terminal must not become ours. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EINVAL;
	}
	*ret_size = st.st_size;
	return fd;
}

/* Opens a file at the start of its text. Returns a descriptor, or a negative errno. */
static int open_text(const char *path, struct fortune_text *ret_text)
{
	off_t size;
	int fd = open_regular(path, &size);
	int error;

	if (fd < 0)
		return fd;
	error = fortune_text_judge(fd, ret_text);
	if (error == 0 && lseek(fd, (off_t)ret_text->mark, SEEK_SET) < 0)
		error = -errno;
	if (error == 0)
		return fd;
	close(fd);
	return error;
}

static void rot13(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char lower = (char)(text[i] | 0x20);

		if (lower >= 'a' && lower <= 'z')
			text[i] = (char)(text[i] + (lower < 'n' ? 13 : -13));
	}
}

/* Chooses one quotation in a single pass, although their number is unknown until the end. */
struct reservoir {
	struct prng *prng;
	uint64_t seen;
	struct fortune *kept;
};

/*
 * Reservoir sampling (Knuth, TAOCP, volume 2, section 3.4.2): keep the n-th quotation with
 * probability 1/n. At the end each quotation is the one kept with the same probability.
 */
static void sample(void *userdata, const char *text, size_t size)
{
	struct reservoir *self = userdata;

	if (prng_below(self->prng, ++self->seen) == 0) {
		memcpy(self->kept->message, text, size);
		self->kept->size = size;
	}
}

/*
 * Makes a message of a quotation: removes a byte order mark, decodes it, and adds a newline at its
 * end if there is room.
 */
static void finish(struct fortune *self, struct fortune_style style)
{
	size_t mark = encoding_mark_size(self->message, self->size);

	if (mark < self->size) {
		self->size -= mark;
		memmove(self->message, self->message + mark, self->size);
	}
	if (style.is_rot13)
		rot13(self->message, self->size);
	if (self->message[self->size - 1] != '\n' && self->size < sizeof self->message)
		self->message[self->size++] = '\n';
}

static int open_index(const char *path, off_t *ret_size)
{
	char index_path[4096];

	snprintf(index_path, sizeof index_path, "%s.dat", path);
	return open_regular(index_path, ret_size);
}

int fortune_pick(const char *path, struct prng *prng, struct fortune *ret_fortune)
{
	struct fortune_text text;
	off_t index_size = 0;
	struct fortune_style style = plain_style;
	struct reservoir reservoir = {.prng = prng, .kept = ret_fortune};
	int fd = open_text(path, &text);
	int index;
	int result = 0;

	ret_fortune->index_cause = NULL;
	if (fd < 0)
		return fd;
	index = open_index(path, &index_size);
	if (index < 0 || text.index_cause != NULL ||
		!fortune_index_draw(fd, index, index_size, prng, &style, ret_fortune)) {
		if (index >= 0 && text.index_cause != NULL)
			ret_fortune->index_cause = text.index_cause;
		else if (index < 0 && index != -ENOENT)
			ret_fortune->index_cause = fortune_cause(index);
		ret_fortune->size = 0;
		result = fortune_scan(fd, style.delimiter, sample, &reservoir);
		if (result == 0 && ret_fortune->size == 0)
			result = -ENODATA;
	}
	if (result == 0)
		finish(ret_fortune, style);
	if (index >= 0)
		close(index);
	close(fd);
	return result;
}

/* The caller of fortune_read(), to whom each quotation is passed as a message. */
struct relay {
	struct fortune_style style;
	fortune_handler *on_message;
	void *userdata;
};

static void relay_quotation(void *userdata, const char *text, size_t size)
{
	struct relay *self = userdata;
	struct fortune fortune = {.size = size};

	memcpy(fortune.message, text, size);
	finish(&fortune, self->style);
	self->on_message(self->userdata, fortune.message, fortune.size);
}

int fortune_read(const char *path, fortune_handler *on_message, void *userdata)
{
	struct fortune_text text;
	off_t index_size = 0;
	struct relay relay = {.style = plain_style, .on_message = on_message, .userdata = userdata};
	int fd = open_text(path, &text);
	int index;
	int result;

	if (fd < 0)
		return fd;
	index = open_index(path, &index_size);
	if (index >= 0) {
		fortune_index_read(index, index_size, &relay.style);
		close(index);
	}
	result = fortune_scan(fd, relay.style.delimiter, relay_quotation, &relay);
	close(fd);
	return result;
}

const char *fortune_cause(int error)
{
	switch (-error) {
	case ENODATA:
		return "no quotation of fewer than 512 bytes";
	case EILSEQ:
		return "UTF-16, not UTF-8: convert it with iconv(1)";
	case EINVAL:
		return "not a regular file";
	case E2BIG:
		return "too many quotations to keep in memory";
	default:
		return strerror(-error);
	}
}
