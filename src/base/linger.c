/* SPDX-License-Identifier: ISC */
/* Lingering close: see linger.h. */
#include "base/linger.h"

#include "base/idle.h"
#include "base/io.h"
#include "base/now.h"
#include "base/round.h"

#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)

bool linger_drain_ready(int fd, size_t *room)
{
	while (*room > 0) {
		ssize_t n = io_discard_some(fd, *room, MSG_DONTWAIT);

		if (n > 0)
			*room -= (size_t)n < *room ? (size_t)n : *room;
		else if (n == 0 || errno != EINTR)
			return n == 0 || errno != EAGAIN;
	}
	return true;
}

bool linger_is_acknowledged(int fd)
{
	int unacknowledged;

	/* SIOCOUTQ, tcp(7). It counts the FIN as a byte. */
	return ioctl(fd, TIOCOUTQ, &unacknowledged) == 0 && unacknowledged == 0;
}

/* Drains for some time. Returns true when the drain is over. */
static bool drain(int fd, size_t *room, int milliseconds)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	int64_t end = now_monotonic() + milliseconds * NANOSECONDS_PER_MILLISECOND;

	do {
		int64_t left = round_up(end - now_monotonic(), NANOSECONDS_PER_MILLISECOND);
		int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;

		if (ready == 0)
			return false;
		if (ready < 0 && errno != EINTR)
			return true;
	} while (!linger_drain_ready(fd, room));
	return true;
}

void linger_close(int in, int out)
{
	size_t room = LINGER_BYTES;

	if (shutdown(out, SHUT_WR) < 0)
		return;     /* not a socket: nothing can reset it */
	idle_limit_pause(); /* the limits below are shorter */
	for (int waited = 0; waited < LINGER_MILLISECONDS; waited += LINGER_CHECK_MILLISECONDS)
		if (drain(in, &room, LINGER_CHECK_MILLISECONDS) || linger_is_acknowledged(out))
			return;
}

void linger_await(int fd)
{
	struct pollfd closed = {.fd = fd, .events = POLLRDHUP};

	for (int waited = 0; waited < LINGER_MILLISECONDS; waited += LINGER_CHECK_MILLISECONDS)
		if (linger_is_acknowledged(fd) || poll(&closed, 1, LINGER_CHECK_MILLISECONDS) > 0)
			return;
}

int linger_reply_ready(int fd, const void *reply, size_t size)
{
	/* MSG_MORE: the reply and the FIN go into one segment. */
	ssize_t n = send(fd, reply, size, MSG_DONTWAIT | MSG_MORE | MSG_NOSIGNAL);

	if (n < 0)
		return -errno;
	if ((size_t)n < size)
		return -ENOBUFS;
	return shutdown(fd, SHUT_WR) < 0 ? -errno : 0;
}
