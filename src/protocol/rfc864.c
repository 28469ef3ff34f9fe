/* SPDX-License-Identifier: ISC */
/* The Character Generator Protocol: see rfc864.h. */
#include "protocol/rfc864.h"

#include <stdint.h>

enum { SAMPLE = 8 }; /* characters */

void rfc864_fill(char ret_block[RFC864_PERIOD])
{
	char *next = ret_block;

	for (int line = 0; line < RFC864_RING; line++) {
		for (int column = 0; column < RFC864_LINE; column++)
			*next++ = (char)(RFC864_FIRST + (line + column) % RFC864_RING);
		*next++ = '\r';
		*next++ = '\n';
	}
}

static bool is_printable(uint8_t character)
{
	return character >= RFC864_FIRST && character < RFC864_FIRST + RFC864_RING;
}

bool rfc864_is_likely_reply(const void *data, size_t size)
{
	const uint8_t *text = data;
	int gaps = 0;

	if (size < SAMPLE || !is_printable(text[0]))
		return false;
	for (int i = 1; i < SAMPLE; i++) {
		if (!is_printable(text[i]))
			return false;
		gaps += text[i] != text[i - 1] + 1;
	}
	return gaps <= 1;
}
