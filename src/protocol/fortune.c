/* SPDX-License-Identifier: ISC */
/* Fortune files and their indexes: see fortune.h. */
#include "protocol/fortune.h"

#include "base/encoding.h"
#include "base/io.h"
#include "protocol/fortune_text.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How a file is written. The index says it; plain_style is for a file without an index. */
struct style {
	char delimiter;
	bool is_rot13;
};
static const struct style plain_style = {.delimiter = '%', .is_rot13 = false};

/* An index by strfile(1): this header, then the offset of each quotation, 32 bits, big-endian. */
struct header {
	uint32_t version;
	uint32_t count;
	uint32_t longest;
	uint32_t shortest;
	uint32_t flags;
	char delimiter;
	char unused[3];
};
_Static_assert(sizeof(struct header) == 24, "the header of strfile(1) has 24 bytes");

enum { VERSION_MIN = 1, VERSION_MAX = 2, FLAG_ROT13 = 4 };

/* How many quotations to draw by the index until one is short enough. Then read the whole file. */
enum { DRAWS = 32 };

/* The longest message, and on either side the "\n%\n" that delimits it. */
enum { EDGE = 3, WINDOW = EDGE + RFC865_MAX + EDGE };

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

/* The length of the quotation at the start of the text; 0 if it is empty or too long. */
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
	/* The delimiter in the last line of the file may lack its newline. */
	if (is_end && length == size && size > 0 && text[size - 1] == delimiter &&
		(size == 1 || text[size - 2] == '\n'))
		length--;
	return is_end && length <= RFC865_MAX ? length : 0;
}

/* What an offset of the index points to. NO_QUOTATION and CR_LF mean that the index is wrong. */
enum place { NO_QUOTATION, CR_LF, QUOTATION, END_OF_FILE };

/* Reads the quotation at an offset. ret_fortune->size is 0 if it is empty or too long. */
static enum place read_quotation(int fd, off_t offset, char delimiter, struct fortune *ret_fortune)
{
	char window[WINDOW];
	size_t before = offset < EDGE ? (size_t)offset : EDGE;
	ssize_t n = io_read_at(fd, window, sizeof window, offset - (off_t)before);
	const char *text = window + before;
	size_t size;

	ret_fortune->size = 0;
	if (n == (ssize_t)before)
		return END_OF_FILE;
	if (n < (ssize_t)before)
		return NO_QUOTATION;
	if (before > 0 && (before < 2 || text[-1] != '\n' || text[-2] != delimiter ||
				  (before > 2 && text[-3] != '\n')))
		return NO_QUOTATION;
	size = (size_t)n - before;
	ret_fortune->size = measure(text, size, (size_t)n < sizeof window, delimiter);
	/* Then there can be delimiters that strfile(1) did not recognise. */
	if (memmem(text, ret_fortune->size, "\r\n", 2) != NULL)
		return CR_LF;
	memcpy(ret_fortune->message, text, ret_fortune->size);
	return QUOTATION;
}

/* Reads the header of an index. Returns the number of offsets, or 0 if the index is corrupt. */
static uint64_t read_header(int index, off_t index_size, struct style *ret_style)
{
	struct header header;
	uint32_t version;
	uint64_t count;

	if (io_read_at(index, &header, sizeof header, 0) != (ssize_t)sizeof header)
		return 0;
	version = be32toh(header.version);
	count = be32toh(header.count);
	if (version < VERSION_MIN || version > VERSION_MAX || count == 0 ||
		(uint64_t)index_size < sizeof header + count * sizeof(uint32_t))
		return 0;
	ret_style->delimiter = header.delimiter;
	ret_style->is_rot13 = (be32toh(header.flags) & FLAG_ROT13) != 0;
	/* Many indexes also list the end of the file, not always in the last place. */
	return (uint64_t)index_size >= sizeof header + (count + 1) * sizeof(uint32_t) ? count + 1
										      : count;
}

#define RECREATE "; recreate it with strfile(1)"

/* Draws offsets from the index until a quotation is short enough. True if there was one. */
static bool draw(int fd, int index, off_t index_size, struct prng *prng, struct style *ret_style,
	struct fortune *ret_fortune)
{
	struct style style;
	uint64_t count = read_header(index, index_size, &style);
	bool is_right = false; /* the index has led to a quotation */

	ret_fortune->index_cause = "it is corrupt" RECREATE;
	if (count == 0)
		return false;
	ret_fortune->index_cause = "it does not match the file" RECREATE;
	for (int i = 0; i < DRAWS; i++) {
		uint32_t offset;
		uint64_t at = sizeof(struct header) + prng_below(prng, count) * sizeof offset;

		if (io_read_at(index, &offset, sizeof offset, (off_t)at) != (ssize_t)sizeof offset)
			return false;
		switch (read_quotation(fd, be32toh(offset), style.delimiter, ret_fortune)) {
		case NO_QUOTATION:
			return false;
		case CR_LF:
			ret_fortune->index_cause = FORTUNE_TEXT_CR_LF;
			return false;
		case QUOTATION:
			is_right = true;
			break;
		case END_OF_FILE:
			break;
		}
		if (ret_fortune->size > 0)
			break;
	}
	if (is_right) {
		ret_fortune->index_cause = NULL;
		*ret_style = style;
	}
	return ret_fortune->size > 0;
}

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

/* Reads a file from its current offset to its end. Returns 0, or a negative errno. */
static int scan(int fd, char delimiter, fortune_handler *on_quotation, void *userdata)
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
static void finish(struct fortune *self, struct style style)
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
	struct style style = plain_style;
	struct reservoir reservoir = {.prng = prng, .kept = ret_fortune};
	int fd = open_text(path, &text);
	int index;
	int result = 0;

	ret_fortune->index_cause = NULL;
	if (fd < 0)
		return fd;
	index = open_index(path, &index_size);
	if (index < 0 || text.index_cause != NULL ||
		!draw(fd, index, index_size, prng, &style, ret_fortune)) {
		if (index >= 0 && text.index_cause != NULL)
			ret_fortune->index_cause = text.index_cause;
		else if (index < 0 && index != -ENOENT)
			ret_fortune->index_cause = fortune_cause(index);
		ret_fortune->size = 0;
		result = scan(fd, style.delimiter, sample, &reservoir);
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
	struct style style;
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
		read_header(index, index_size, &relay.style);
		close(index);
	}
	result = scan(fd, relay.style.delimiter, relay_quotation, &relay);
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
