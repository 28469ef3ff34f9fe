/* SPDX-License-Identifier: ISC */
/* Lingering close: see linger.h. */
#include "base/linger.h"

#include "base/idle.h"
#include "base/io.h"
#include "base/now.h"
#include "base/round.h"

#include <errno.h>
#include <poll.h>
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

void linger_close(int in, int out)
{
	struct pollfd wait = {.fd = in, .events = POLLIN};
	size_t room = LINGER_BYTES;
	int64_t end;

	if (shutdown(out, SHUT_WR) < 0)
		return;     /* not a socket: nothing can reset it */
	idle_limit_pause(); /* the limits below are shorter */
	end = now_monotonic() + LINGER_MILLISECONDS * NANOSECONDS_PER_MILLISECOND;
	do {
		int64_t left = round_up(end - now_monotonic(), NANOSECONDS_PER_MILLISECOND);

		if (left <= 0 || poll(&wait, 1, (int)left) == 0)
			return;
	} while (!linger_drain_ready(in, &room));
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
