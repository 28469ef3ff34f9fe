/*
 * Blocking input and output: the only loops over read(2) and write(2) in inetkit. They handle
 * interrupted calls, short writes and descriptors in non-blocking mode.
 *
 * Functions return 0 or a count of bytes, or a negative errno.
 */
#ifndef INETKIT_BASE_IO_H
#define INETKIT_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Bytes per call. Over loopback TCP this takes half the time of 64 KiB; larger gains nothing. */
enum { IO_SIZE = 256 * 1024 };

/*
 * For a program that opens files: put an open file on each of descriptors 0, 1 and 2 that is
 * closed, one on which every transfer fails, so that no file is opened under their numbers.
 */
void io_hold_standard(void);

/* Read at most size bytes; 0 at the end of input. */
ssize_t io_read(int fd, void *buffer, size_t size);

/* Read size bytes at an offset of a file; fewer if the file ends. */
ssize_t io_read_at(int fd, void *buffer, size_t size, off_t offset);

/* Write all of it. */
int io_write(int fd, const void *data, size_t size);

/* Copy until the input ends. */
int io_copy(int in, int out);

/* Throw away all input until it ends. */
int io_discard(int in);

/* Throw away at most size bytes (up to IO_SIZE) from a socket: as recv(2) with these flags. */
ssize_t io_discard_some(int fd, size_t size, int flags);

/*
 * Write a block repeatedly. If in is a socket, throw away what arrives on it meanwhile. Returns
 * only with an error.
 */
int io_repeat(int in, int out, void *block, size_t size);

/* True for an errno (negative) that means that the peer went away, which is a normal end. */
bool io_peer_gone(int error);

#endif
