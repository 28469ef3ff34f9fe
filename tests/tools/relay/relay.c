/* SPDX-License-Identifier: ISC */
/* The sockets of the relay: see relay.h. */
#include "relay/relay.h"

#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

int relay_connect(const struct relay *self)
{
	const int on = 1;
	int type = self->is_udp ? SOCK_DGRAM : SOCK_STREAM;
	int fd = socket(self->target.any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		err(1, "socket");
	if (!self->is_udp)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(fd, &self->target.any, self->target.size) < 0 && errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	return fd;
}

void relay_watch(struct relay *self, struct queue *queue)
{
	bool is_new = queue->events == 0;
	struct epoll_event event = {.events = EPOLLHUP, .data.ptr = queue};

	if (queue->fd < 0 || queue->has_hung_up)
		return;
	if (!queue->has_ended && queue->size < QUEUE_SIZE)
		event.events |= EPOLLIN;
	if (queue_opposite(queue)->is_blocked)
		event.events |= EPOLLOUT;
	if (event.events == queue->events)
		return;
	queue->events = event.events;
	if (epoll_ctl(self->events.epoll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, queue->fd,
		    &event) < 0)
		err(1, "epoll_ctl");
}
