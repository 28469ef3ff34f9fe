/* SPDX-License-Identifier: ISC */
/*
 * The Character Generator Protocol, RFC 864: lines of 72 characters from a ring of 95, each of
 * which starts one character later than the previous one.
 */
#ifndef INETKIT_PROTOCOL_RFC864_H
#define INETKIT_PROTOCOL_RFC864_H

#include <stdbool.h>
#include <stddef.h>

enum {
	RFC864_FIRST = ' ',
	RFC864_RING = 95, /* the printable ASCII characters, ' ' to '~' */
	RFC864_LINE = 72, /* characters, before CR LF */
	/* The pattern repeats after one line for each character of the ring: 7030 bytes. */
	RFC864_PERIOD = RFC864_RING * (RFC864_LINE + 2),
};

/* Fills the block with one period of the pattern. */
void rfc864_fill(char ret_block[RFC864_PERIOD]);

/*
 * True if the data begins as the replies of chargen servers do: with 8 printable characters of a
 * ring, each the one after the previous. Where a ring begins again varies: xinetd's has 93
 * characters.
 */
bool rfc864_is_likely_reply(const void *data, size_t size);

#endif
