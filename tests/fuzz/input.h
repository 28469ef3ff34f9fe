/* SPDX-License-Identifier: ISC */
/* The input of a harness, taken piece by piece. When it is used up, pieces are empty or zero. */
#ifndef INETKIT_TESTS_FUZZ_INPUT_H
#define INETKIT_TESTS_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>

/* The entry point of libFuzzer; returns 0. Defects end the process: sanitizers, or abort(3). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *data;
	size_t size;
};

/* The next byte. */
uint8_t input_byte(struct input *self);

/* The next 8 bytes, or what is left of them. */
int64_t input_number(struct input *self);

/* Up to the next NUL or the end; the caller frees it. Has its exact size, so that a sanitizer sees
 * each byte that is read beyond it. */
char *input_text(struct input *self);

/* Writes the rest to a file without a name, and returns a descriptor of it at offset 0, whose path
 * is /proc/self/fd/N. */
int input_file(struct input *self);

#endif
