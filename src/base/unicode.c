/* SPDX-License-Identifier: ISC */
/* Classes of Unicode characters: see unicode.h. */
#include "base/unicode.h"

#include <stddef.h>

bool unicode_is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

bool unicode_is_bidirectional(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

bool unicode_is_invisible(uint32_t c)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} ranges[] = {
		{0x00a0, 0x00a0},   /* no-break space */
		{0x00ad, 0x00ad},   /* soft hyphen */
		{0x034f, 0x034f},   /* combining grapheme joiner */
		{0x061c, 0x061c},   /* Arabic letter mark */
		{0x115f, 0x1160},   /* Hangul fillers */
		{0x1680, 0x1680},   /* Ogham space */
		{0x17b4, 0x17b5},   /* Khmer inherent vowels */
		{0x180b, 0x180f},   /* Mongolian variation selectors */
		{0x2000, 0x200f},   /* spaces, joiners, marks */
		{0x2028, 0x202f},   /* line separators, embeddings, narrow no-break space */
		{0x205f, 0x206f},   /* spaces, invisible operators, isolates */
		{0x2800, 0x2800},   /* Braille pattern without dots */
		{0x3000, 0x3000},   /* ideographic space */
		{0x3164, 0x3164},   /* Hangul filler */
		{0xfe00, 0xfe0f},   /* variation selectors */
		{0xfeff, 0xfeff},   /* byte order mark */
		{0xffa0, 0xffa0},   /* halfwidth Hangul filler */
		{0xfff0, 0xfffb},   /* unassigned, annotations */
		{0x1bca0, 0x1bca3}, /* shorthand controls */
		{0x1d173, 0x1d17a}, /* musical controls */
		{0xe0000, 0xe0fff}, /* tags, variation selectors */
	};

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return unicode_is_control(c);
}
