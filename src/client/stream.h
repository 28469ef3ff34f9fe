/* SPDX-License-Identifier: ISC */
/*
 * Output to a descriptor that may block: a pipe that nobody reads, a stopped terminal. It waits for
 * room, but after an interrupt not for ever; see interrupt_wait().
 */
#ifndef INETKIT_CLIENT_STREAM_H
#define INETKIT_CLIENT_STREAM_H

#include <stddef.h>

/*
 * Writes all bytes, whole lines at a time if they are no longer than PIPE_BUF, so that output which
 * is given up ends with a complete line. Returns 0 or a negative errno: -ETIMEDOUT if it was given
 * up after an interrupt.
 */
int stream_write(int fd, const void *data, size_t size);

/*
 * Lets stdout and stderr write by stream_write(), each line at once. A stream whose write has
 * failed takes no more. They stay as they are if there is not enough memory.
 */
void stream_replace_standard(void);

/* The first error of a write to stdout since then: 0 or a negative errno. */
int stream_error(void);

/* The text for a negative errno of these functions. */
const char *stream_cause(int error);

#endif
