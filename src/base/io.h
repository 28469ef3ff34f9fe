/* SPDX-License-Identifier: ISC */
/*
 * Blocking input and output. These loops over read(2) and write(2) handle interrupted calls, short
 * writes and descriptors in non-blocking mode.
 *
 * Each function returns 0 or a number of bytes, or a negative errno, unless its comment says
 * otherwise.
 */
#ifndef INETKIT_BASE_IO_H
#define INETKIT_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Bytes per call. Over TCP on loopback, 64 KiB takes twice the time, and 1 MiB no less. */
enum { IO_SIZE = 256 * 1024 };

/*
 * Opens each of the descriptors 0, 1 and 2 that is closed, so that no file or socket opened later
 * gets its number. Every transfer on such a descriptor fails. The flags are 0, or O_CLOEXEC if a
 * program that this process executes must find them closed.
 */
void io_hold_standard(int flags);

/* Reads at most size bytes; returns 0 at the end of the input. */
ssize_t io_read(int fd, void *buffer, size_t size);

/* Reads size bytes at this offset of a file, or fewer at its end. */
ssize_t io_read_at(int fd, void *buffer, size_t size, off_t offset);

/* Writes all bytes. */
int io_write(int fd, const void *data, size_t size);

/* Copies until the input ends. */
int io_copy(int in, int out);

/* Reads and discards until the input ends. */
int io_discard(int in);

/*
 * Receives and discards at most size bytes, which is at most IO_SIZE, from a socket. The flags,
 * the result and errno are those of recv(2).
 */
ssize_t io_discard_some(int fd, size_t size, int flags);

/*
 * Writes a block again and again. If in is a socket, receives and discards the peer's data while
 * out is full. Returns only after an error.
 */
int io_repeat(int in, int out, void *block, size_t size);

/* True if this negative errno means that the peer is gone, which is a normal end. */
bool io_peer_gone(int error);

#endif
