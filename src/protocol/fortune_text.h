/* SPDX-License-Identifier: ISC */
/* How the text of a fortune file is written, which may come from another system. */
#ifndef INETKIT_PROTOCOL_FORTUNE_TEXT_H
#define INETKIT_PROTOCOL_FORTUNE_TEXT_H

#include <stddef.h>

/* Why strfile(1) makes no right index of a file. */
#define FORTUNE_TEXT_CR_LF "the lines of the file end with CR LF"

struct fortune_text {
	size_t mark;             /* bytes of the byte order mark */
	const char *index_cause; /* why strfile(1) makes no right index of it, or NULL */
};

/*
 * Judges a file by its first 512 bytes. Returns 0, or a negative errno: one of pread(2), -EILSEQ if
 * it is UTF-16.
 */
int fortune_text_judge(int fd, struct fortune_text *ret_text);

#endif
