/* SPDX-License-Identifier: ISC */
/*
 * Fortune files: quotations, separated by lines that contain only "%". strfile(1) writes an index
 * of FILE to FILE.dat. With an index, a few reads find a quotation in a file of any length.
 */
#ifndef INETKIT_PROTOCOL_FORTUNE_H
#define INETKIT_PROTOCOL_FORTUNE_H

#include "base/prng.h"
#include "protocol/rfc865.h"

#include <stddef.h>

struct fortune {
	char message[RFC865_MAX]; /* without a NUL; ends with a newline if there is room */
	size_t size;              /* bytes of the message */
	const char *index_cause;  /* why the index cannot be used, or NULL */
};

/*
 * Picks one of the quotations of at most RFC865_MAX bytes, each with the same probability. Returns
 * 0, or a negative errno: one of open(2) or read(2), -EINVAL if it is not a regular file, -EILSEQ
 * if it is UTF-16, -ENODATA if it has no quotation that short. A byte order mark is not part of a
 * quotation, and CR LF is a newline.
 */
int fortune_pick(const char *path, struct prng *prng, struct fortune *ret_fortune);

/* Describes an error of fortune_pick() or quotes_add(). */
const char *fortune_cause(int error);

/* Receives a message of 1 to RFC865_MAX bytes, without a NUL, valid only during the call. */
typedef void fortune_handler(void *userdata, const char *message, size_t size);

/*
 * Reads all the quotations that fortune_pick() can pick, for a program that sends more than one.
 * Returns 0 even if there are none, or a negative errno as above.
 */
int fortune_read(const char *path, fortune_handler *on_message, void *userdata);

#endif
