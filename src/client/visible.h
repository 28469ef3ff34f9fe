/* SPDX-License-Identifier: ISC */
/* Makes untrusted text harmless for a terminal, like cat -v, but keeps the locale's characters. */
#ifndef INETKIT_CLIENT_VISIBLE_H
#define INETKIT_CLIENT_VISIBLE_H

#include <stddef.h>
#include <wchar.h>

struct visible {
	mbstate_t state; /* of the incomplete character */
	char part[8];    /* its bytes so far */
	size_t part_size;
};

/* The maximum number of output bytes for each input byte. */
enum { VISIBLE_GROWTH = 4 };

/* The buffer size for visible_encode() of size bytes, including those kept by the last call. */
#define VISIBLE_SIZE(size) (((size) + sizeof((struct visible *)0)->part) * VISIBLE_GROWTH)

/*
 * Keeps printable characters of the locale, newlines and tabs; drops CR before LF; writes other
 * control characters as ^X, and invalid bytes and bidirectional controls as \xHH. An incomplete
 * character at the end is kept for the next call. The structure must be zero before the first call.
 * Returns the number of bytes written to ret_text, which has VISIBLE_SIZE(size) bytes.
 */
size_t visible_encode(struct visible *self, const char *data, size_t size, char *ret_text);

/* End the text: write the incomplete character. ret_text has VISIBLE_SIZE(0) bytes. */
size_t visible_end(struct visible *self, char *ret_text);

#endif
