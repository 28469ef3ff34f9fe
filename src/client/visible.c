/* SPDX-License-Identifier: ISC */
/* Makes text harmless for a terminal: see visible.h. */
#include "client/visible.h"

#include "base/unicode.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wctype.h>

static size_t put_bytes(const char *bytes, size_t size, char *ret_text)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++)
		length += (size_t)sprintf(ret_text + length, "\\x%02x", (unsigned char)bytes[i]);
	return length;
}

/* Write a complete character. */
static size_t put_character(const char *bytes, size_t size, wchar_t c, char *ret_text)
{
	/* The terminal may take such a byte for a control character, whatever the locale says. */
	bool is_c1 = size == 1 && unicode_is_control((unsigned char)*bytes);

	if (c == L'\n' || c == L'\t' ||
		(iswprint((wint_t)c) && !is_c1 && !unicode_is_bidirectional((uint32_t)c))) {
		memcpy(ret_text, bytes, size);
		return size;
	}
	if (c < 0x20 || c == 0x7f) {
		ret_text[0] = '^';
		ret_text[1] = (char)(c ^ 0x40);
		return 2;
	}
	return put_bytes(bytes, size, ret_text);
}

size_t visible_end(struct visible *self, char *ret_text)
{
	size_t size = self->part_size;

	self->part_size = 0;
	memset(&self->state, 0, sizeof self->state);
	if (size == 1 && self->part[0] == '\r')
		return put_character(self->part, size, L'\r', ret_text);
	return put_bytes(self->part, size, ret_text);
}

/* Take one byte, and write the character that it completes. */
static size_t put_byte(struct visible *self, char byte, char *ret_text)
{
	size_t length = 0;
	size_t result;
	wchar_t c;

	if (self->part_size == 1 && self->part[0] == '\r') {
		if (byte == '\n')
			self->part_size = 0;
		else
			length += visible_end(self, ret_text);
	}
	result = mbrtowc(&c, &byte, 1, &self->state);
	if (result == (size_t)-1 && self->part_size > 0) {
		/* The bytes before are no character, but this byte may start one. */
		length += visible_end(self, ret_text + length);
		result = mbrtowc(&c, &byte, 1, &self->state);
	}
	self->part[self->part_size++] = byte;
	if (result == (size_t)-1 || self->part_size == sizeof self->part)
		return length + visible_end(self, ret_text + length);
	if (result == (size_t)-2 || byte == '\r')
		return length;
	length += put_character(self->part, self->part_size, c, ret_text + length);
	self->part_size = 0;
	return length;
}

size_t visible_encode(struct visible *self, const char *data, size_t size, char *ret_text)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++)
		length += put_byte(self, data[i], ret_text + length);
	return length;
}
