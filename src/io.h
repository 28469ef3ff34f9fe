/*
 * Reading and writing: the only loops over read(2) and write(2) in inetkit.
 * Interrupted calls, short writes and descriptors in non-blocking mode end here.
 *
 * Functions that can fail return a negative errno; those that count, count octets.
 */
#ifndef INETKIT_IO_H
#define INETKIT_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Octets moved at once. Measured over loopback TCP: half the time of 64 KiB, and no more to gain
 * beyond. */
enum { IO_SIZE = 256 * 1024 };

/*
 * Prepare a filter's process: SIGPIPE is ignored, so that a vanished peer is an error of write(2),
 * and the process ends with status 0 once nothing was read or written for idle_seconds
 * (to a quarter more; 0: never). The limit may be set again. Clocked by SIGALRM, it costs
 * nothing per call and bounds every kind of descriptor, blocked writes included.
 */
void io_limit(unsigned idle_seconds);

/* Undo io_limit() and restore SIGPIPE, before another program is executed. */
void io_unlimit(void);

/*
 * For a program that opens files: a closed descriptor of 0, 1 and 2 is taken, so that no file gets
 * its number, by one on which every transfer fails.
 */
void io_hold_standard(void);

/* Read at most size octets; 0 at the end of input. */
ssize_t io_read(int fd, void *buffer, size_t size);

/* Read from an offset of a file until size octets are there or the file ends; the count tells
 * which. */
ssize_t io_read_at(int fd, void *buffer, size_t size, off_t offset);

/* Write all of it. */
int io_write(int fd, const void *data, size_t size);

/* Copy until the input ends. */
int io_copy(int in, int out);

/* Throw away what comes until the input ends. */
int io_discard(int in);

/*
 * Write the block again and again, in phase, and throw away what comes in meanwhile, if it
 * comes from a socket. Ends only with an error.
 */
int io_repeat(int in, int out, void *block, size_t size);

/*
 * End the connection cleanly: shut down, then drain what the peer sent unasked, within bounds of
 * octets and time. Closing a socket with unread input resets the connection, and the reset can
 * overtake what was written before it (RFC 1122, section 4.2.2.13).
 */
void io_end(int in, int out);

/* Those bounds: enough for a browser's request, short enough for a slow trickle. */
enum { IO_DRAIN_OCTETS = 64 * 1024, IO_DRAIN_MILLISECONDS = 2000 };

/* Write an answer, and io_end(). */
int io_answer(int in, int out, const void *reply, size_t size);

/*
 * The same in two steps for who serves many connections and must not wait: send an answer and shut
 * down; then, each time when something has come, throw it away, up to *room octets, which are taken
 * off. Whether nothing more is to be thrown away: by an end, an error, or because no room is left.
 */
int io_answer_ready(int fd, const void *reply, size_t size);
bool io_drain_ready(int fd, size_t *room);

/*
 * For the client, which waits for several descriptors at once: write, send to a socket or receive
 * from one as much as is possible without waiting. The octets written or sent, and an error if
 * there was one; the octets received, 0 at the end, -EAGAIN where there are none yet.
 */
size_t io_write_ready(int fd, const void *data, size_t size, int *ret_error);
size_t io_send_ready(int fd, const void *data, size_t size, int *ret_error);
ssize_t io_receive_ready(int fd, void *data, size_t size);

/*
 * As io_receive_ready() from a socket with SO_TIMESTAMPNS (socket(7)): also when the last of it
 * came, by the kernel's clock, in nanoseconds since 1970; 0 where the kernel does not tell.
 */
ssize_t io_receive_timed(int fd, void *data, size_t size, int64_t *ret_time);

/*
 * The same for streams whose content is made, or does not matter. Send the block again and again,
 * from the octet at phase (below its size) on, until the socket takes no more or at least max
 * octets are sent. Receive, as io_receive_ready() does, and throw away.
 */
size_t io_send_repeated_ready(
	int fd, void *block, size_t size, size_t phase, size_t max, int *ret_error);
ssize_t io_discard_ready(int fd);

/* Whether the error only says that the peer went away: a normal end. */
bool io_peer_gone(int error);

#endif
