/* SPDX-License-Identifier: ISC */
/* Text from elsewhere in a line for people: see shown.h. */
#include "client/shown.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "client/utf8_locale.h"

#include <langinfo.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

/* Bytes of the longest representation of a character, "<U+10FFFF>", and a NUL. */
enum { CHARACTER_SIZE = sizeof "<U+10FFFF>" };

bool shown_needs_ascii(int fd)
{
	return isatty(fd) && strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

/* Writes one character. */
static void show(
	const char *bytes, size_t size, uint32_t c, bool is_ascii, char ret_text[CHARACTER_SIZE])
{
	if (c < 0x20 || c == 0x7f)
		strcpy(ret_text, "?");
	else if (size == 1 && c >= 0x80)
		snprintf(ret_text, CHARACTER_SIZE, "<%02X>", (unsigned char)*bytes);
	else if (unicode_is_invisible(c) || (is_ascii && c >= 0x80))
		snprintf(ret_text, CHARACTER_SIZE, "<U+%04X>", c & 0x1fffffU);
	else
		snprintf(ret_text, CHARACTER_SIZE, "%.*s", (int)size, bytes);
}

void shown_copy(const char *text, bool is_ascii, char *ret_text, size_t size)
{
	size_t length = 0;

	while (*text != '\0') {
		char shown[CHARACTER_SIZE];
		size_t bytes;
		uint32_t c = utf8_decode(text, &bytes);

		show(text, bytes, c, is_ascii, shown);
		if (length + strlen(shown) >= size)
			break;
		strcpy(ret_text + length, shown);
		length += strlen(shown);
		text += bytes;
	}
	ret_text[length] = '\0';
}

void shown_put(FILE *file, const char *text, bool is_ascii)
{
	while (*text != '\0') {
		char shown[CHARACTER_SIZE];
		size_t size;
		uint32_t c = utf8_decode(text, &size);

		show(text, size, c, is_ascii, shown);
		fputs(shown, file);
		text += size;
	}
}

/* Of the character at the start, which needs the locale of utf8_locale_begin(): wcwidth(3) knows
 * only the characters of the locale. */
static int width_of(const char *text, size_t *ret_size)
{
	int width = wcwidth((wchar_t)utf8_decode(text, ret_size));

	return width >= 0 ? width : 1;
}

int shown_width(const char *text)
{
	locale_t previous;
	int columns = 0;

	if (utf8_is_ascii(text))
		return (int)strlen(text);
	previous = utf8_locale_begin();
	while (*text != '\0') {
		size_t size;

		columns += width_of(text, &size);
		text += size;
	}
	utf8_locale_end(previous);
	return columns;
}

/* The size of the largest beginning of a text, in whole characters, with at most these columns. */
static size_t beginning(const char *text, int columns)
{
	locale_t previous = utf8_locale_begin();
	size_t length = 0;
	size_t size;

	while (text[length] != '\0' && (columns -= width_of(text + length, &size)) >= 0)
		length += size;
	utf8_locale_end(previous);
	return length;
}

void shown_shorten(const char *text, int columns, char *ret_text, size_t size)
{
	static const char omission[] = "...";
	int kept = columns - (int)strlen(omission);
	int width = shown_width(text);
	const char *end;

	if (width <= columns) {
		snprintf(ret_text, size, "%s", text);
		return;
	}
	/* The end begins where at most half of the columns that are kept remain. */
	end = text + beginning(text, width - kept / 2);
	if (shown_width(end) > kept / 2)
		end += utf8_measure(end);
	snprintf(ret_text, size, "%.*s%s%s", (int)beginning(text, kept - kept / 2), text, omission,
		end);
}
