/*
 * Input and output that never wait, for the client, whose event loop waits for several descriptors
 * at once. Sizes and counts are in bytes. Where a function returns a count and sets *ret_error, the
 * error is a negative errno, or 0; what was moved before it counts.
 */
#ifndef INETKIT_BASE_IO_READY_H
#define INETKIT_BASE_IO_READY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Write, or send to a socket, as much as possible now. */
size_t io_write_ready(int fd, const void *data, size_t size, int *ret_error);
size_t io_send_ready(int fd, const void *data, size_t size, int *ret_error);

/* Receive from a socket: the count, 0 at the end, or a negative errno, -EAGAIN if nothing came. */
ssize_t io_receive_ready(int fd, void *data, size_t size);

/*
 * As io_receive_ready(), from a socket with SO_TIMESTAMPNS (socket(7)). *ret_time is when the last
 * byte arrived, by the kernel's clock, in nanoseconds since 1970; 0 without a time stamp.
 */
ssize_t io_receive_timed(int fd, void *data, size_t size, int64_t *ret_time);

/*
 * Send a block repeatedly, starting at its byte number phase, until the socket is full or at least
 * max bytes are sent.
 */
size_t io_send_repeated_ready(
	int fd, void *block, size_t size, size_t phase, size_t max, int *ret_error);

/* As io_receive_ready(), but throw the data away. */
ssize_t io_discard_ready(int fd);

#endif
