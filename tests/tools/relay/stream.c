/* SPDX-License-Identifier: ISC */
/* Connections: see relay.h. */
#include "base/now.h"
#include "relay/relay.h"

#include <err.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

static void reset(struct relay *self, struct session *session)
{
	const struct linger now = {.l_onoff = 1};

	for (int i = 0; i < 2; i++)
		if (session->queues[i].fd >= 0)
			setsockopt(session->queues[i].fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	session_close(self, session);
}

/* A side failed: reset the other after the delay. */
static void fail(struct relay *self, struct queue *queue)
{
	queue->has_ended = true;
	queue_add(self, queue, ITEM_RESET, NULL, 0);
	epoll_ctl(self->events.epoll, EPOLL_CTL_DEL, queue->fd, NULL);
	close(queue->fd);
	queue->fd = -1;
	queue->events = 0;
}

static void deliver_connect(struct relay *self, struct queue *queue)
{
	struct queue *to = queue_opposite(queue);

	to->fd = relay_connect(self);
	queue->is_blocked = to->fd >= 0; /* until it is connected */
	if (to->fd < 0)
		queue_add(self, to, ITEM_RESET, NULL, 0);
}

/* Returns false if the socket is full. */
static bool deliver_data(struct queue *queue, struct item *item)
{
	while (item->sent < item->size) {
		ssize_t n = send(queue_opposite(queue)->fd, item->data + item->sent,
			item->size - item->sent, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n < 0 && errno == EAGAIN) {
			queue->is_blocked = true;
			return false;
		}
		/* Drop the rest after an error, which the next read from that side reports. */
		item->sent += n < 0 ? item->size - item->sent : (size_t)n;
	}
	return true;
}

/* Returns false if the item cannot be delivered yet, or the session is over. */
static bool deliver(struct relay *self, struct queue *queue, struct item *item)
{
	struct queue *to = queue_opposite(queue);

	if (item->kind == ITEM_CONNECT) {
		deliver_connect(self, queue);
	} else if (item->kind == ITEM_RESET) {
		reset(self, queue->session);
		return false;
	} else if (to->fd >= 0 && item->kind == ITEM_END) {
		shutdown(to->fd, SHUT_WR);
		if (to->has_ended && to->first == NULL) {
			session_close(self, queue->session);
			return false;
		}
	} else if (to->fd >= 0) {
		return deliver_data(queue, item);
	}
	return true;
}

void stream_deliver(struct relay *self, struct queue *queue)
{
	int64_t now = now_monotonic();

	while (!queue->is_blocked && queue->first != NULL && queue->first->due <= now &&
		deliver(self, queue, queue->first))
		queue_remove_first(queue);
	if (queue->session->is_closed)
		return;
	relay_watch(self, queue);
	relay_watch(self, queue_opposite(queue));
}

static void receive(struct relay *self, struct queue *queue)
{
	static char data[READ_SIZE];
	ssize_t n = recv(queue->fd, data, sizeof data, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		fail(self, queue);
		return;
	}
	queue->has_ended = n == 0;
	queue_add(self, queue, n == 0 ? ITEM_END : ITEM_DATA, data, (size_t)n);
	relay_watch(self, queue);
}

void stream_on_events(struct relay *self, struct queue *queue, uint32_t events)
{
	if (queue->session->is_closed || queue->fd < 0)
		return;
	if ((events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0 && queue_opposite(queue)->is_blocked) {
		queue_opposite(queue)->is_blocked = false;
		stream_deliver(self, queue_opposite(queue));
		if (queue->session->is_closed || queue->fd < 0)
			return;
	}
	if ((events & EPOLLERR) != 0) {
		fail(self, queue);
	} else if (!queue->has_ended) {
		if ((events & (EPOLLIN | EPOLLHUP)) != 0)
			receive(self, queue);
	} else if ((events & EPOLLHUP) != 0) {
		/* Both directions have ended. epoll would report that again and again. */
		queue->has_hung_up = true;
		epoll_ctl(self->events.epoll, EPOLL_CTL_DEL, queue->fd, NULL);
	}
}

void stream_accept(struct relay *self)
{
	const int on = 1;
	int fd;

	while ((fd = accept4(self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct session *session = session_new(fd);

		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		queue_add(self, &session->queues[TO_SERVER], ITEM_CONNECT, NULL, 0);
		relay_watch(self, &session->queues[TO_SERVER]);
	}
	if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
		err(1, "accept4");
}
