/* SPDX-License-Identifier: ISC */
/* Sessions, and the queue of each direction: see relay.h. */
#include "base/now.h"
#include "common/allocate.h"
#include "relay/relay.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct queue *queue_opposite(struct queue *queue)
{
	return &queue->session->queues[!queue->direction];
}

static void append(struct queue *queue, struct item *item)
{
	/* A shorter jitter than before must not reorder the stream. */
	if (item->due < queue->last_due)
		item->due = queue->last_due;
	queue->last_due = item->due;
	*queue->end = item;
	queue->end = &item->next;
}

/* By time: a datagram may overtake another. */
static void insert(struct queue *queue, struct item *item)
{
	struct item **place = &queue->first;

	while (*place != NULL && (*place)->due <= item->due)
		place = &(*place)->next;
	item->next = *place;
	*place = item;
}

void queue_add(
	struct relay *self, struct queue *queue, enum item_kind kind, const char *data, size_t size)
{
	struct item *item = allocate(1, sizeof *item + size);
	double jitter = drand48() * (double)self->jitter[queue->direction];

	item->kind = kind;
	item->size = size;
	if (size > 0)
		memcpy(item->data, data, size);
	item->due = now_monotonic() + self->delay[queue->direction] + (int64_t)jitter;
	queue->size += size;
	if (self->is_udp)
		insert(queue, item);
	else
		append(queue, item);
	schedule_add(self, queue, item->due);
}

void queue_remove_first(struct queue *queue)
{
	struct item *item = queue->first;

	queue->first = item->next;
	if (queue->first == NULL)
		queue->end = &queue->first;
	queue->size -= item->size;
	free(item);
}

struct session *session_new(int client)
{
	struct session *session = allocate(1, sizeof *session);

	for (int i = 0; i < 2; i++) {
		struct queue *queue = &session->queues[i];

		*queue = (struct queue){.session = session, .direction = i, .fd = -1};
		queue->end = &queue->first;
	}
	session->queues[TO_SERVER].fd = client;
	return session;
}

void session_close(struct relay *self, struct session *session)
{
	if (session->is_closed)
		return;
	session->is_closed = true;
	for (int i = 0; i < 2; i++) {
		while (session->queues[i].first != NULL)
			queue_remove_first(&session->queues[i]);
		if (session->queues[i].fd >= 0)
			close(session->queues[i].fd);
	}
	session->next = self->closed;
	self->closed = session;
}

void session_free_closed(struct relay *self)
{
	for (struct session **place = &self->closed; *place != NULL;) {
		struct session *session = *place;

		if (session->scheduled > 0) {
			place = &session->next;
			continue;
		}
		*place = session->next;
		free(session);
	}
}
