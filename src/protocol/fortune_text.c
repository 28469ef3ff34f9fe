/* SPDX-License-Identifier: ISC */
/* How the text of a fortune file is written: see fortune_text.h. */
#include "protocol/fortune_text.h"

#include "base/encoding.h"
#include "base/io.h"

#include <errno.h>
#include <string.h>

enum { START_SIZE = 512 };

int fortune_text_judge(int fd, struct fortune_text *ret_text)
{
	char start[START_SIZE];
	ssize_t n = io_read_at(fd, start, sizeof start, 0);

	if (n < 0)
		return (int)n;
	/* No quotation contains a NUL byte, but UTF-16 does. */
	if (encoding_is_utf16(start, (size_t)n) ||
		(n >= 2 && (start[0] == '\0') != (start[1] == '\0')))
		return -EILSEQ;
	ret_text->mark = encoding_mark_size(start, (size_t)n);
	ret_text->index_cause = NULL;
	if (memmem(start, (size_t)n, "\r\n", 2) != NULL)
		ret_text->index_cause = FORTUNE_TEXT_CR_LF;
	else if (ret_text->mark > 0)
		ret_text->index_cause = "the file begins with a byte order mark";
	return 0;
}
