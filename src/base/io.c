/* SPDX-License-Identifier: ISC */
/* Blocking input and output: see io.h. */
#include "base/io.h"

#include "base/idle.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* The kernel allocates these pages on first use: a filter that never copies does not have them. */
static char buffer[IO_SIZE];

void io_hold_standard(int flags)
{
	/* Open it for the wrong direction, so that every transfer fails. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", flags | (fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

/* After a failed call: waits if necessary, and returns 0 to try again, else a negative errno. */
static int retry(int fd, short events)
{
	struct pollfd wait = {.fd = fd, .events = events};

	if (errno == EINTR)
		return 0;
	if (errno != EAGAIN)
		return -errno;
	/* Another process that shares the open file has set it to non-blocking mode. */
	return poll(&wait, 1, -1) < 0 && errno != EINTR ? -errno : 0;
}

ssize_t io_read(int fd, void *data, size_t size)
{
	for (;;) {
		ssize_t n = read(fd, data, size);
		int error;

		if (n >= 0) {
			idle_count((size_t)n);
			return n;
		}
		error = retry(fd, POLLIN);
		if (error < 0)
			return error;
	}
}

ssize_t io_read_at(int fd, void *data, size_t size, off_t offset)
{
	size_t have = 0;

	while (have < size) {
		ssize_t n = pread(fd, (char *)data + have, size - have, offset + (off_t)have);

		if (n == 0)
			break;
		if (n > 0)
			have += (size_t)n;
		else if (errno != EINTR)
			return -errno;
	}
	return (ssize_t)have;
}

int io_write(int fd, const void *data, size_t size)
{
	const char *next = data;

	while (size > 0) {
		ssize_t n = write(fd, next, size);

		if (n >= 0) {
			idle_count((size_t)n);
			next += n;
			size -= (size_t)n;
		} else {
			int error = retry(fd, POLLOUT);

			if (error < 0)
				return error;
		}
	}
	return 0;
}

int io_copy(int in, int out)
{
	for (;;) {
		ssize_t n = io_read(in, buffer, sizeof buffer);
		int error;

		if (n <= 0)
			return (int)n;
		error = io_write(out, buffer, (size_t)n);
		if (error < 0)
			return error;
	}
}

ssize_t io_discard_some(int fd, size_t size, int flags)
{
	/* For TCP, MSG_TRUNC means to discard without copying (tcp(7)): a quarter less CPU time. */
	ssize_t n = recv(fd, buffer, size, flags | MSG_TRUNC);

	if (n > 0)
		idle_count((size_t)n);
	return n;
}

int io_discard(int in)
{
	for (;;) {
		ssize_t n = io_discard_some(in, sizeof buffer, 0);
		int error;

		if (n < 0 && errno == ENOTSOCK)
			n = io_read(in, buffer, sizeof buffer);
		if (n == 0)
			return 0;
		error = n < 0 ? retry(in, POLLIN) : 0;
		if (error < 0)
			return error;
	}
}

/* Repetitions per call: 1 MiB of a 7 KiB block, without a buffer of 1 MiB. */
enum { REPETITIONS = 149 };
_Static_assert(REPETITIONS <= IOV_MAX, "writev(2) takes fewer parts");

int io_repeat(int in, int out, void *block, size_t size)
{
	struct iovec parts[REPETITIONS];
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = REPETITIONS};
	struct pollfd wait[2] = {{.fd = in, .events = POLLIN}, {.fd = out, .events = POLLOUT}};
	size_t phase = 0;

	for (size_t i = 0; i < REPETITIONS; i++)
		parts[i] = (struct iovec){.iov_base = block, .iov_len = size};

	for (;;) {
		ssize_t n;

		parts[0].iov_base = (char *)block + phase;
		parts[0].iov_len = size - phase;
		n = sendmsg(out, &message, MSG_DONTWAIT);
		if (n < 0 && errno == ENOTSOCK)
			n = writev(out, parts, REPETITIONS);
		if (n >= 0) {
			idle_count((size_t)n);
			phase = (phase + (size_t)n) % size;
		} else if (errno == EAGAIN) {
			wait[0].revents = 0;
			if (poll(wait, 2, -1) < 0 && errno != EINTR)
				return -errno;
			if (wait[0].revents != 0) {
				n = io_discard_some(in, sizeof buffer, MSG_DONTWAIT);
				/* It ended, failed or is not a socket: stop polling it. */
				if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
					wait[0].fd = -1;
			}
		} else if (errno != EINTR) {
			return -errno;
		}
	}
}

bool io_peer_gone(int error)
{
	switch (-error) {
	case EPIPE:
	case ECONNABORTED:
	case ECONNRESET:
	case EHOSTUNREACH:
	case ENETDOWN:
	case ENETRESET:
	case ENETUNREACH:
	case ENOTCONN:
	case ETIMEDOUT:
		return true;
	default:
		return false;
	}
}
