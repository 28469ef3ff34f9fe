/* SPDX-License-Identifier: ISC */
/* The bytes that a throughput measurement sends: a block of random bytes, repeated. */
#ifndef INETKIT_COMMANDS_THROUGHPUT_PATTERN_H
#define INETKIT_COMMANDS_THROUGHPUT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A prime: when bytes are lost or doubled in multiples of a buffer's size, the bytes after them
 * differ from those expected. Small enough to stay in the processor's cache.
 */
enum { THROUGHPUT_PATTERN_SIZE = 65521 };

struct throughput_pattern {
	uint8_t block[THROUGHPUT_PATTERN_SIZE];
};

/* Fills the block at random, so that no other data matches by chance. Returns 0 or a negative
 * errno. */
int throughput_pattern_begin(struct throughput_pattern *self);

/* The index in the block of the byte at this offset of the stream. */
size_t throughput_pattern_phase(uint64_t offset);

/* Whether the stream has these bytes at this offset. */
bool throughput_pattern_matches(
	const struct throughput_pattern *self, uint64_t offset, const uint8_t *data, size_t size);

#endif
