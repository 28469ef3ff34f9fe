/* SPDX-License-Identifier: ISC */
/*
 * The index of a fortune file, which strfile(1) writes to FILE.dat. It comes from a file, so it can
 * be corrupt, or not belong to the text.
 */
#ifndef INETKIT_PROTOCOL_FORTUNE_INDEX_H
#define INETKIT_PROTOCOL_FORTUNE_INDEX_H

#include "base/prng.h"
#include "protocol/fortune.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* How the text is written. Only the index says it. */
struct fortune_style {
	char delimiter; /* a line with only this byte separates two quotations */
	bool is_rot13;
};

/*
 * Reads the header of an index of this many bytes. Returns the number of offsets, or 0 if the index
 * is corrupt; then ret_style is unchanged.
 */
uint64_t fortune_index_read(int index, off_t index_size, struct fortune_style *ret_style);

/*
 * Draws a quotation of the text in fd, each with the same probability. Returns false if it found
 * none that is short enough; if the index is wrong, ret_fortune->index_cause says why. ret_style is
 * set only if the index is right. The message is as in the file: not decoded.
 */
bool fortune_index_draw(int fd, int index, off_t index_size, struct prng *prng,
	struct fortune_style *ret_style, struct fortune *ret_fortune);

#endif
