/* How the text of a fortune file is written: see fortune_text.h. */
#include "protocol/fortune_text.h"

#include "base/io.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { START_SIZE = 512 };

size_t fortune_text_mark(const char *text, size_t size)
{
	static const char mark[] = "\xef\xbb\xbf";

	return size >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0 ? sizeof mark - 1
										   : 0;
}

/* With a byte order mark, or without: then one byte of an ASCII character is 0. */
static bool is_utf16(const char *text, size_t size)
{
	return size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0 ||
				    (text[0] == '\0') != (text[1] == '\0'));
}

int fortune_text_judge(int fd, struct fortune_text *ret_text)
{
	char start[START_SIZE];
	ssize_t n = io_read_at(fd, start, sizeof start, 0);

	if (n < 0)
		return (int)n;
	if (is_utf16(start, (size_t)n))
		return -EILSEQ;
	ret_text->mark = fortune_text_mark(start, (size_t)n);
	ret_text->index_cause = NULL;
	if (memmem(start, (size_t)n, "\r\n", 2) != NULL)
		ret_text->index_cause = FORTUNE_TEXT_CR_LF;
	else if (ret_text->mark > 0)
		ret_text->index_cause = "the file begins with a byte order mark";
	return 0;
}
