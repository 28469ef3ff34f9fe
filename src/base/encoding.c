/* SPDX-License-Identifier: ISC */
/* How a text file from another system is encoded: see encoding.h. */
#include "base/encoding.h"

#include <string.h>

static const char utf8_mark[] = "\xef\xbb\xbf";

size_t encoding_mark_size(const char *text, size_t size)
{
	size_t mark = sizeof utf8_mark - 1;

	return size >= mark && memcmp(text, utf8_mark, mark) == 0 ? mark : 0;
}

bool encoding_is_utf16(const char *text, size_t size)
{
	if (size >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
		return true;
	return size >= 4 && (text[0] == '\0') != (text[1] == '\0') &&
	       (text[0] == '\0') == (text[2] == '\0') && (text[1] == '\0') == (text[3] == '\0');
}
