/* SPDX-License-Identifier: ISC */
/*
 * Non-blocking input and output, for the client: its event loop waits for several descriptors at
 * once. Sizes and results are in bytes. A function with *ret_error returns what it transferred
 * before the error, and sets *ret_error to 0 or a negative errno; a descriptor that is not ready is
 * no error.
 */
#ifndef INETKIT_BASE_IO_READY_H
#define INETKIT_BASE_IO_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Writes to any descriptor without blocking, even if it is not in non-blocking mode; only a
 * terminal that has room for a part of the data can block until it takes more, or a signal comes.
 */
size_t io_write_ready(int fd, const void *data, size_t size, int *ret_error);

/* Sends to a socket without blocking. */
size_t io_send_ready(int fd, const void *data, size_t size, int *ret_error);

/* Receives from a socket. Returns 0 at the end, or a negative errno: -EAGAIN if it must wait. */
ssize_t io_receive_ready(int fd, void *data, size_t size);

/*
 * Like io_receive_ready(), on a socket with SO_TIMESTAMPNS (socket(7)). *ret_time is when the
 * kernel received the last byte, in nanoseconds since 1970 (CLOCK_REALTIME); 0 if the kernel gave
 * no timestamp.
 */
ssize_t io_receive_timed(int fd, void *data, size_t size, int64_t *ret_time);

/*
 * Sends a block again and again, first from its byte number phase (0 to size - 1), until the socket
 * is full or at least max bytes are sent.
 */
size_t io_send_repeated_ready(
	int fd, void *block, size_t size, size_t phase, size_t max, int *ret_error);

/* Like io_receive_ready(), but discards the data. */
ssize_t io_discard_ready(int fd);

/* True if the connection of a socket is open, and nothing has arrived that was not received. */
bool io_is_idle(int fd);

#endif
