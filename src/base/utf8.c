/* SPDX-License-Identifier: ISC */
/* UTF-8: see utf8.h. */
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_between(unsigned char byte, unsigned char low, unsigned char high)
{
	return byte >= low && byte <= high;
}

/* See the table in RFC 3629, section 4: only the range of the second byte depends on the first. */
size_t utf8_measure(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	unsigned char first = bytes[0];
	unsigned char low = 0x80;
	unsigned char high = 0xbf;
	size_t size;

	if (first < 0x80)
		return 1;
	if (is_between(first, 0xc2, 0xdf))
		size = 2;
	else if (is_between(first, 0xe0, 0xef))
		size = 3;
	else if (is_between(first, 0xf0, 0xf4))
		size = 4;
	else
		return 0;

	if (first == 0xe0)
		low = 0xa0; /* below: overlong forms of two bytes */
	else if (first == 0xed)
		high = 0x9f; /* above: surrogates */
	else if (first == 0xf0)
		low = 0x90; /* below: overlong forms of three bytes */
	else if (first == 0xf4)
		high = 0x8f; /* above: numbers greater than U+10FFFF */
	if (!is_between(bytes[1], low, high))
		return 0;
	for (size_t i = 2; i < size; i++)
		if (!is_between(bytes[i], 0x80, 0xbf))
			return 0;
	return size;
}

uint32_t utf8_decode(const char *text, size_t *ret_size)
{
	size_t size = utf8_measure(text);
	uint32_t c = (unsigned char)text[0];

	*ret_size = size > 0 ? size : 1;
	if (size == 0)
		return 0xfffd;
	if (size > 1)
		c &= 0x7fU >> size;
	for (size_t i = 1; i < size; i++)
		c = c << 6 | (text[i] & 0x3fU);
	return c;
}

bool utf8_is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

char *utf8_repair(const char *text)
{
	size_t replacement_size = strlen(UTF8_REPLACEMENT);
	size_t length = 0;
	char *ret;

	for (size_t i = 0, size; text[i] != '\0'; i += size > 0 ? size : 1) {
		size = utf8_measure(text + i);
		length += size > 0 ? size : replacement_size;
	}
	ret = malloc(length + 1);
	if (ret == NULL)
		return NULL;
	length = 0;
	for (size_t i = 0, size; text[i] != '\0'; i += size > 0 ? size : 1) {
		size = utf8_measure(text + i);
		memcpy(ret + length, size > 0 ? text + i : UTF8_REPLACEMENT,
			size > 0 ? size : replacement_size);
		length += size > 0 ? size : replacement_size;
	}
	ret[length] = '\0';
	return ret;
}
