/* Text made fit for a terminal: see visible.h. */
#include "client/visible.h"

#include "base/unicode.h"

#include <stdio.h>
#include <string.h>
#include <wctype.h>

static size_t put_octets(const char *octets, size_t size, char *ret)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++)
		length += (size_t)sprintf(ret + length, "\\x%02x", (unsigned char)octets[i]);
	return length;
}

/* One character whose octets are all there. */
static size_t put_character(const char *octets, size_t size, wchar_t c, char *ret)
{
	if (c == L'\n' || c == L'\t' ||
		(iswprint((wint_t)c) && !unicode_is_bidirectional((uint32_t)c))) {
		memcpy(ret, octets, size);
		return size;
	}
	if (c < 0x20 || c == 0x7f) {
		ret[0] = '^';
		ret[1] = (char)(c ^ 0x40);
		return 2;
	}
	return put_octets(octets, size, ret);
}

/* What was kept so far will become no character. */
size_t visible_end(struct visible *self, char *ret)
{
	size_t size = self->part_size;

	self->part_size = 0;
	memset(&self->state, 0, sizeof self->state);
	if (size == 1 && self->part[0] == '\r')
		return put_character(self->part, size, L'\r', ret);
	return put_octets(self->part, size, ret);
}

/* One octet more: what it completes is written. */
static size_t put_octet(struct visible *self, char octet, char *ret)
{
	size_t length = 0;
	size_t result;
	wchar_t c;

	if (self->part_size == 1 && self->part[0] == '\r') {
		if (octet == '\n')
			self->part_size = 0;
		else
			length += visible_end(self, ret);
	}
	result = mbrtowc(&c, &octet, 1, &self->state);
	if (result == (size_t)-1 && self->part_size > 0) {
		/* What came before was no character; this one may begin another. */
		length += visible_end(self, ret + length);
		result = mbrtowc(&c, &octet, 1, &self->state);
	}
	self->part[self->part_size++] = octet;
	if (result == (size_t)-1 || self->part_size == sizeof self->part)
		return length + visible_end(self, ret + length);
	if (result == (size_t)-2 || octet == '\r')
		return length;
	length += put_character(self->part, self->part_size, c, ret + length);
	self->part_size = 0;
	return length;
}

size_t visible_encode(struct visible *self, const char *data, size_t size, char *ret)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++)
		length += put_octet(self, data[i], ret + length);
	return length;
}
