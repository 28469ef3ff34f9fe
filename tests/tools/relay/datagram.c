/* SPDX-License-Identifier: ISC */
/* Datagrams: see relay.h. */
#include "base/now.h"
#include "relay/relay.h"

#include <err.h>
#include <errno.h>
#include <stdlib.h>

static struct session *find_session(struct relay *self, const struct sockaddr_in *client)
{
	struct session **place = &self->clients[client->sin_port];
	struct queue *replies;

	for (; *place != NULL; place = &(*place)->next)
		if ((*place)->client.sin_addr.s_addr == client->sin_addr.s_addr)
			return *place;
	*place = session_new(-1);
	(*place)->client = *client;
	replies = &(*place)->queues[TO_CLIENT];
	replies->fd = relay_connect(self);
	if (replies->fd < 0)
		err(1, "connect");
	relay_watch(self, replies);
	return *place;
}

static void add(struct relay *self, struct queue *queue, const char *data, size_t size)
{
	if (drand48() >= self->loss[queue->direction])
		queue_add(self, queue, ITEM_DATA, data, size);
}

void datagram_receive(struct relay *self)
{
	static char data[READ_SIZE];

	for (;;) {
		struct sockaddr_in client = {.sin_port = 0};
		socklen_t size = sizeof client;
		ssize_t n = recvfrom(self->listener, data, sizeof data, MSG_DONTWAIT,
			(struct sockaddr *)&client, &size);

		if (n >= 0)
			add(self, &find_session(self, &client)->queues[TO_SERVER], data, (size_t)n);
		else if (errno == EAGAIN)
			return;
	}
}

void datagram_on_reply(struct relay *self, struct queue *queue)
{
	static char data[READ_SIZE];
	ssize_t n = recv(queue->fd, data, sizeof data, MSG_DONTWAIT);

	if (n >= 0)
		add(self, queue, data, (size_t)n);
}

void datagram_deliver(struct relay *self, struct queue *queue)
{
	const struct sockaddr_in *client = &queue->session->client;
	int64_t now = now_monotonic();

	for (; queue->first != NULL && queue->first->due <= now; queue_remove_first(queue)) {
		const struct item *item = queue->first;

		if (queue->direction == TO_SERVER)
			send(queue_opposite(queue)->fd, item->data, item->size,
				MSG_DONTWAIT | MSG_NOSIGNAL);
		else
			sendto(self->listener, item->data, item->size, MSG_DONTWAIT,
				(const struct sockaddr *)client, sizeof *client);
	}
}
