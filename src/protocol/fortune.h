/*
 * Fortune files: quotations with a line that holds only "%" between two of them. Beside FILE,
 * FILE.dat may hold the index that strfile(1) makes, with which any quotation is found in a few
 * reads however long the file is.
 */
#ifndef INETKIT_PROTOCOL_FORTUNE_H
#define INETKIT_PROTOCOL_FORTUNE_H

#include "base/prng.h"
#include "protocol/rfc865.h"

#include <stddef.h>

struct fortune {
	char message[RFC865_MAX]; /* not terminated; ends with a newline if there is room */
	size_t size;
	/* Why the index was not used: in words, or a negative errno; NULL and 0 if there is no why.
	 */
	const char *index_problem;
	int index_error;
};

/*
 * Pick one of the quotations of at most RFC865_MAX octets, all of them equally likely. 0, or a
 * negative errno: what open(2) and read(2) give; -EINVAL for what is no regular file; -ENODATA
 * where there is no quotation that short.
 */
int fortune_pick(const char *path, struct prng *prng, struct fortune *ret);

/* Such an error in words. */
const char *fortune_cause(int error);

/* Called with a quotation of 1 to RFC865_MAX octets, which is its own only until it returns. */
typedef void fortune_taker(void *to, const char *message, size_t size);

/*
 * Read all quotations that fortune_pick() could pick, for a program that answers more than once.
 * 0, or a negative errno as above, but for -ENODATA.
 */
int fortune_read(const char *path, fortune_taker *take, void *to);

#endif
