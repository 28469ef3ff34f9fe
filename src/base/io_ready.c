/* SPDX-License-Identifier: ISC */
/* Non-blocking input and output: see io_ready.h. */
#include "base/io_ready.h"

#include "base/io.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Counts the result of one call. Returns true if the caller should try again. */
static bool count_ready(ssize_t n, size_t *done, int *ret_error)
{
	if (n >= 0)
		*done += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		*ret_error = -errno;
	return n >= 0 || errno == EINTR;
}

size_t io_write_ready(int fd, const void *data, size_t size, int *ret_error)
{
	struct pollfd wait = {.fd = fd, .events = POLLOUT};
	size_t done = 0;

	*ret_error = 0;
	while (done < size) {
		/* If poll(2) says that a pipe is writable, PIPE_BUF bytes fit: pipe(7). */
		size_t portion = size - done < PIPE_BUF ? size - done : PIPE_BUF;
		int ready = poll(&wait, 1, 0);
		ssize_t n;

		if (ready < 0 && errno != EINTR)
			*ret_error = -errno;
		if (ready <= 0)
			break;
		n = write(fd, (const char *)data + done, portion);
		count_ready(n, &done, ret_error);
		/* A signal ends it too: the caller decides whether to wait. */
		if (n < 0)
			break;
	}
	return done;
}

size_t io_send_ready(int fd, const void *data, size_t size, int *ret_error)
{
	size_t done = 0;

	*ret_error = 0;
	while (done < size) {
		ssize_t n = send(
			fd, (const char *)data + done, size - done, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (!count_ready(n, &done, ret_error))
			break;
	}
	return done;
}

ssize_t io_receive_ready(int fd, void *data, size_t size)
{
	for (;;) {
		ssize_t n = recv(fd, data, size, MSG_DONTWAIT);

		if (n >= 0)
			return n;
		if (errno != EINTR)
			return -errno;
	}
}

ssize_t io_receive_timed(int fd, void *data, size_t size, int64_t *ret_time)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(struct timespec))];
	} control;
	struct iovec part = {.iov_base = data, .iov_len = size};

	*ret_time = 0;
	for (;;) {
		struct msghdr message = {.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof control};
		ssize_t n = recvmsg(fd, &message, MSG_DONTWAIT);
		const struct cmsghdr *header = n < 0 ? NULL : CMSG_FIRSTHDR(&message);
		struct timespec time;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (header != NULL && header->cmsg_level == SOL_SOCKET &&
			header->cmsg_type == SCM_TIMESTAMPNS &&
			header->cmsg_len == CMSG_LEN(sizeof time)) {
			memcpy(&time, CMSG_DATA(header), sizeof time);
			*ret_time = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
		}
		return n;
	}
}

/* Repetitions per call: 1 MiB of a 64 KiB block. */
enum { SEND_REPETITIONS = 16 };

size_t io_send_repeated_ready(
	int fd, void *block, size_t size, size_t phase, size_t max, int *ret_error)
{
	struct iovec parts[SEND_REPETITIONS];
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = SEND_REPETITIONS};
	size_t done = 0;

	*ret_error = 0;
	for (size_t i = 1; i < SEND_REPETITIONS; i++)
		parts[i] = (struct iovec){.iov_base = block, .iov_len = size};
	while (done < max) {
		size_t offset = (phase + done) % size;
		ssize_t n;

		parts[0] = (struct iovec){
			.iov_base = (char *)block + offset, .iov_len = size - offset};
		n = sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (!count_ready(n, &done, ret_error))
			break;
	}
	return done;
}

ssize_t io_discard_ready(int fd)
{
	for (;;) {
		ssize_t n = io_discard_some(fd, IO_SIZE, MSG_DONTWAIT);

		if (n >= 0)
			return n;
		if (errno != EINTR)
			return -errno;
	}
}

bool io_is_idle(int fd)
{
	char byte;

	return recv(fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}
