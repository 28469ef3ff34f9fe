/* SPDX-License-Identifier: ISC */
/* Text that is safe in a line: see plain.h. */
#include "base/plain.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

void plain_text(char *text)
{
	while (*text != '\0') {
		size_t size;
		uint32_t c = utf8_decode(text, &size);

		/* A terminal for 8-bit characters takes such a byte for a control character. */
		bool is_c1 = size == 1 && unicode_is_control((unsigned char)*text);

		if (is_c1 || unicode_is_control(c) || unicode_is_bidirectional(c))
			memset(text, '?', size);
		text += size;
	}
}
