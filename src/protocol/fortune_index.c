/* SPDX-License-Identifier: ISC */
/* The index of a fortune file: see fortune_index.h. */
#include "protocol/fortune_index.h"

#include "base/io.h"
#include "protocol/fortune_text.h"

#include <endian.h>
#include <string.h>

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

uint64_t fortune_index_read(int index, off_t index_size, struct fortune_style *ret_style)
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

bool fortune_index_draw(int fd, int index, off_t index_size, struct prng *prng,
	struct fortune_style *ret_style, struct fortune *ret_fortune)
{
	struct fortune_style style;
	uint64_t count = fortune_index_read(index, index_size, &style);
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
