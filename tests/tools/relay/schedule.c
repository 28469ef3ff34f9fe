/* SPDX-License-Identifier: ISC */
/* When each queue has something to deliver: a binary heap, the first time at its root. */
#include "base/now.h"
#include "relay/relay.h"

#include <err.h>
#include <stdlib.h>

struct entry {
	int64_t due;
	uint64_t number; /* keeps entries of the same time in order */
	struct queue *queue;
};

static bool is_before(const struct entry *a, const struct entry *b)
{
	return a->due < b->due || (a->due == b->due && a->number < b->number);
}

static void swap(struct entry *a, struct entry *b)
{
	struct entry c = *a;

	*a = *b;
	*b = c;
}

void schedule_add(struct relay *self, struct queue *queue, int64_t due)
{
	size_t i = self->schedule.count++;
	struct entry *heap;

	if (i == self->schedule.room) {
		self->schedule.room = self->schedule.room * 2 + 64;
		self->schedule.entries = reallocarray(self->schedule.entries, self->schedule.room,
			sizeof *self->schedule.entries);
		if (self->schedule.entries == NULL)
			err(1, "reallocarray");
	}
	heap = self->schedule.entries;
	heap[i] = (struct entry){.due = due, .number = self->schedule.number++, .queue = queue};
	for (; i > 0 && is_before(&heap[i], &heap[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&heap[i], &heap[(i - 1) / 2]);
	queue->session->scheduled++;
}

static void remove_first(struct relay *self)
{
	struct entry *heap = self->schedule.entries;
	size_t count = --self->schedule.count;
	size_t i = 0;

	heap[0] = heap[count];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < count && is_before(&heap[child + 1], &heap[child]))
			child++;
		if (child >= count || !is_before(&heap[child], &heap[i]))
			break;
		swap(&heap[i], &heap[child]);
		i = child;
	}
}

struct queue *schedule_take(struct relay *self)
{
	struct queue *queue;

	if (self->schedule.count == 0 || self->schedule.entries[0].due > now_monotonic())
		return NULL;
	queue = self->schedule.entries[0].queue;
	remove_first(self);
	queue->session->scheduled--;
	return queue;
}

void schedule_set_timer(struct relay *self)
{
	events_set_timer(
		&self->events, self->schedule.count > 0 ? self->schedule.entries[0].due : 0);
}
