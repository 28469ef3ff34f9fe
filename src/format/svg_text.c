/* SPDX-License-Identifier: ISC */
/* Text in the SVG picture: see svg_text.h. */
#include "format/svg_text.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <stdbool.h>

/* Characters that are invisible or are not allowed in XML. */
static bool is_hidden(uint32_t c)
{
	return unicode_is_invisible(c) || (c & 0xfffe) == 0xfffe;
}

/* Characters from U+1100 (Hangul) on may be two columns wide: assume that they are. */
static unsigned columns_of(uint32_t c)
{
	return c >= 0x1100 && c != 0xfffd ? 2 : 1;
}

static bool fits(const char *text, unsigned columns)
{
	while (*text != '\0') {
		size_t size;
		unsigned width = columns_of(utf8_decode(text, &size));

		if (width > columns)
			return false;
		columns -= width;
		text += size;
	}
	return true;
}

void svg_put_text(FILE *file, const char *text, unsigned columns)
{
	while (*text != '\0') {
		size_t size;
		uint32_t c = utf8_decode(text, &size);
		unsigned width = columns_of(c);

		if (width + 1 > columns && !fits(text, columns)) {
			fputs("\xe2\x80\xa6", file);
			return;
		}
		if (is_hidden(c) || c == 0xfffd)
			fputs("\xef\xbf\xbd", file);
		else if (c == '&')
			fputs("&amp;", file);
		else if (c == '<')
			fputs("&lt;", file);
		else if (c == '>')
			fputs("&gt;", file);
		else
			fwrite(text, 1, size, file);
		columns -= width;
		text += size;
	}
}

const char *svg_hosts(size_t count)
{
	return count == 1 ? "host" : "hosts";
}
