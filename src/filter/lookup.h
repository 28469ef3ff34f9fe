/* SPDX-License-Identifier: ISC */
/*
 * Asks the system's resolver, with a timeout.
 *
 * The resolver is part of the C library, which loads other libraries for it. Their messages, and
 * those of the dynamic loader, go to descriptor 2, which can be the peer. So another program,
 * hello-lookup, asks the resolver, without the connection.
 */
#ifndef INETKIT_FILTER_LOOKUP_H
#define INETKIT_FILTER_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Bytes of the longest line with its newline; a name has at most 253. */
enum { LOOKUP_LINE_SIZE = 256 };

struct lookup {
	pid_t child;
	int out;          /* its output */
	int64_t deadline; /* of now_monotonic() */
	char lines[LOOKUP_LINE_SIZE];
	size_t size; /* of the part of lines that is not used yet */
};

/*
 * Starts hello-lookup with the arguments argv[1] and following; this sets argv[0]. It has an empty
 * environment, because some of ours may come from the peer. If is_quiet, its messages are
 * discarded. Returns 0, or a negative errno.
 */
int lookup_start(struct lookup *self, const char *argv[], unsigned seconds, bool is_quiet);

/*
 * Reads a line of its output, without the newline. Returns 0, or a negative errno: -ETIMEDOUT after
 * the deadline, -ENODATA at the end of the output, -EMSGSIZE if a line is too long, -EBADMSG if it
 * contains a NUL.
 */
int lookup_read_line(struct lookup *self, char ret_line[LOOKUP_LINE_SIZE]);

/* Kills it if it still runs. False if it failed. */
bool lookup_end(struct lookup *self);

#endif
