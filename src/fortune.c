/* Fortune files and their indexes: see fortune.h. */
#include "fortune.h"

#include "io.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How a file is written, unless its index says otherwise. */
struct style {
	char delimiter;
	bool is_rot13;
};
static const struct style plain_style = {.delimiter = '%', .is_rot13 = false};

/* An index as strfile(1) writes it: this header, big-endian, then a 32-bit offset for each. */
struct header {
	uint32_t version;
	uint32_t count;
	uint32_t longest;
	uint32_t shortest;
	uint32_t flags;
	char delimiter;
	char unused[3];
};
_Static_assert(sizeof(struct header) == 24, "the header of strfile(1) has 24 octets");

enum { VERSION_MIN = 1, VERSION_MAX = 2, FLAG_ROT13 = 4 };

/* How often a quotation that turns out too long is drawn again before the file is read through. */
enum { DRAWS = 32 };

/* The longest message, and the "\n%\n" on either side that shows where it begins and ends. */
enum { EDGE = 3, WINDOW = EDGE + RFC865_MAX + EDGE };

static int open_regular(const char *path, off_t *ret_size)
{
	/* A FIFO must not hang us, nor a terminal become ours. */
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

static void rot13(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char lower = (char)(text[i] | 0x20);

		if (lower >= 'a' && lower <= 'z')
			text[i] = (char)(text[i] + (lower < 'n' ? 13 : -13));
	}
}

/* A window of text that begins with a quotation: its length, or 0 where it is empty or too long. */
static size_t measure(const char *text, size_t size, bool is_end, char delimiter)
{
	size_t length = size;

	for (size_t i = 0; i + 1 < size; i++)
		if (text[i] == delimiter && text[i + 1] == '\n' &&
			(i == 0 || text[i - 1] == '\n')) {
			length = i;
			is_end = true;
			break;
		}
	/* A last line without its newline delimits too. */
	if (is_end && length == size && size > 0 && text[size - 1] == delimiter &&
		(size == 1 || text[size - 2] == '\n'))
		length--;
	return is_end && length <= RFC865_MAX ? length : 0;
}

enum place { NOWHERE, QUOTATION, END_OF_FILE };

/* Find out what is at an offset, and read a quotation, whose size is 0 if it does not fit. */
static enum place read_quotation(int fd, off_t offset, char delimiter, struct fortune *ret)
{
	char window[WINDOW];
	size_t before = offset < EDGE ? (size_t)offset : EDGE;
	ssize_t n = io_read_at(fd, window, sizeof window, offset - (off_t)before);
	const char *text = window + before;
	size_t size;

	ret->size = 0;
	if (n == (ssize_t)before)
		return END_OF_FILE;
	if (n < (ssize_t)before)
		return NOWHERE;
	if (before > 0 && (before < 2 || text[-1] != '\n' || text[-2] != delimiter ||
				  (before > 2 && text[-3] != '\n')))
		return NOWHERE;
	size = (size_t)n - before;
	ret->size = measure(text, size, (size_t)n < sizeof window, delimiter);
	memcpy(ret->message, text, ret->size);
	return QUOTATION;
}

/* Draw by the index until a quotation fits. Whether one was found; and the file's style. */
static bool draw(int fd, int index, off_t index_size, struct prng *prng, struct style *ret_style,
	struct fortune *ret)
{
	struct header header;
	uint32_t version;
	uint64_t count;
	bool is_right = false; /* it has led to a quotation */

	ret->index_problem = "is corrupt";
	if (io_read_at(index, &header, sizeof header, 0) != (ssize_t)sizeof header)
		return false;
	version = be32toh(header.version);
	count = be32toh(header.count);
	if (version < VERSION_MIN || version > VERSION_MAX || count == 0 ||
		(uint64_t)index_size < sizeof header + count * sizeof(uint32_t))
		return false;
	/* The end of the file has an offset too: the last, or any where their order is random. */
	if ((uint64_t)index_size >= sizeof header + (count + 1) * sizeof(uint32_t))
		count++;

	ret->index_problem = "does not fit the file";
	for (int i = 0; i < DRAWS; i++) {
		uint32_t offset;
		uint64_t at = sizeof header + prng_below(prng, count) * sizeof offset;

		if (io_read_at(index, &offset, sizeof offset, (off_t)at) != (ssize_t)sizeof offset)
			return false;
		switch (read_quotation(fd, be32toh(offset), header.delimiter, ret)) {
		case NOWHERE:
			return false;
		case QUOTATION:
			is_right = true;
			break;
		case END_OF_FILE:
			break;
		}
		if (ret->size > 0)
			break;
	}
	if (is_right) {
		ret->index_problem = NULL;
		ret_style->delimiter = header.delimiter;
		ret_style->is_rot13 = (be32toh(header.flags) & FLAG_ROT13) != 0;
	}
	return ret->size > 0;
}

/* The quotation being read, and the one that is kept of those before it. */
struct scan {
	struct prng *prng;
	char delimiter;
	struct fortune *kept;
	uint64_t seen;
	char current[RFC865_MAX];
	size_t size;     /* also of what no longer fits */
	size_t line;     /* octets of the current line so far */
	bool delimiting; /* whether the line is the delimiter so far */
};

/* The current quotation has ended: keep it with a probability of one in as many as were seen. */
static void scan_end_quotation(struct scan *self)
{
	if (self->size > 0 && self->size <= RFC865_MAX &&
		prng_below(self->prng, ++self->seen) == 0) {
		memcpy(self->kept->message, self->current, self->size);
		self->kept->size = self->size;
	}
	self->size = 0;
}

static void scan_octet(struct scan *self, char octet)
{
	if (octet == '\n' && self->delimiting) {
		self->size--; /* without the delimiter */
		scan_end_quotation(self);
		self->delimiting = false;
		self->line = 0;
		return;
	}
	if (self->size < RFC865_MAX)
		self->current[self->size] = octet;
	self->size++;
	self->delimiting = octet == self->delimiter && self->line == 0;
	self->line = octet == '\n' ? 0 : self->line + 1;
}

/* Read the whole file, keeping one quotation: every one that fits is as likely as the others. */
static int scan(int fd, char delimiter, struct prng *prng, struct fortune *ret)
{
	struct scan self = {.prng = prng, .delimiter = delimiter, .kept = ret};
	char block[16 * 1024];
	ssize_t n;

	ret->size = 0;
	while ((n = io_read(fd, block, sizeof block)) > 0)
		for (ssize_t i = 0; i < n; i++)
			scan_octet(&self, block[i]);
	if (n < 0)
		return (int)n;
	if (self.delimiting)
		self.size--; /* a last line without its newline */
	scan_end_quotation(&self);
	return ret->size > 0 ? 0 : -ENODATA;
}

int fortune_pick(const char *path, struct prng *prng, struct fortune *ret)
{
	char index_path[4096];
	off_t size;
	off_t index_size = 0;
	struct style style = plain_style;
	int fd = open_regular(path, &size);
	int index;
	int result;

	ret->index_problem = NULL;
	ret->index_error = 0;
	if (fd < 0)
		return fd;
	snprintf(index_path, sizeof index_path, "%s.dat", path);
	index = open_regular(index_path, &index_size);
	if (index >= 0 && draw(fd, index, index_size, prng, &style, ret)) {
		result = 0;
	} else {
		if (index < 0 && index != -ENOENT)
			ret->index_error = index;
		result = scan(fd, style.delimiter, prng, ret);
	}
	if (result == 0 && style.is_rot13)
		rot13(ret->message, ret->size);
	if (result == 0 && ret->message[ret->size - 1] != '\n' && ret->size < sizeof ret->message)
		ret->message[ret->size++] = '\n';
	if (index >= 0)
		close(index);
	close(fd);
	return result;
}
