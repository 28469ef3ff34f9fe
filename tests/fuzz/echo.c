/* SPDX-License-Identifier: ISC */
/*
 * Requests to an echo service and what arrives as replies, in any order. Only the exact bytes of a
 * request count as its reply, once; each request is answered or lost.
 */
#include "commands/echo_request.h"
#include "fuzz/input.h"

#include <stdlib.h>
#include <string.h>

enum { REQUESTS = 64, SIZE_MAX_HERE = ECHO_REQUEST_MIN + UINT8_MAX, LIMIT_MAX = 1 << 30 };

struct run {
	struct echo_requests requests;
	uint8_t sent[REQUESTS][SIZE_MAX_HERE];
	bool is_correct[REQUESTS]; /* a reply was correct */
	bool is_lost[REQUESTS];
};

static void take_lost(struct run *self, int64_t limit)
{
	uint64_t number;

	while ((number = echo_requests_take_lost(&self->requests, limit)) != 0) {
		if (number > self->requests.count || self->is_correct[number - 1] ||
			self->is_lost[number - 1])
			abort();
		self->is_lost[number - 1] = true;
	}
}

/* As ping does: lost requests are taken before the ring forgets them. */
static void send_next(struct run *self)
{
	if (self->requests.count == REQUESTS)
		return;
	take_lost(self, INT64_MAX);
	if (echo_requests_next(&self->requests, self->sent[self->requests.count]) < 0)
		abort();
}

static struct echo_reply judge(struct run *self, struct input *input, const void *data, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);
	struct echo_reply reply;

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	reply = echo_requests_judge(&self->requests, copy, size, input_number(input), INT64_MAX);
	free(copy);
	return reply;
}

/* The request itself comes back. */
static void return_exactly(struct run *self, struct input *input, size_t index)
{
	struct echo_reply reply = judge(self, input, self->sent[index], self->requests.size);
	enum echo_reply_kind expected = ECHO_REPLY_CORRECT;

	if (self->requests.count - (index + 1) >= self->requests.max)
		expected = ECHO_REPLY_LATE;
	else if (self->is_correct[index])
		expected = ECHO_REPLY_DUPLICATE;
	if (reply.kind != expected || reply.number != index + 1)
		abort();
	if (expected == ECHO_REPLY_CORRECT)
		self->is_correct[index] = true;
}

/* Bytes that are no request. A request that nobody remembers may be in them. */
static void return_other(struct run *self, struct input *input, const uint8_t *data, size_t size)
{
	struct echo_reply reply = judge(self, input, data, size);

	if (reply.kind == ECHO_REPLY_CORRECT || reply.kind == ECHO_REPLY_DUPLICATE)
		abort();
}

static void return_changed(struct run *self, struct input *input, size_t index)
{
	uint8_t data[SIZE_MAX_HERE];
	size_t size = self->requests.size;
	size_t at = input_byte(input) % size;

	memcpy(data, self->sent[index], size);
	data[at] ^= (uint8_t)(input_byte(input) | 1);
	return_other(self, input, data, size);
}

static void return_cut(struct run *self, struct input *input, size_t index)
{
	return_other(self, input, self->sent[index], input_byte(input) % self->requests.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct run run;
	struct input input = {data, size};
	struct run *self = &run;
	size_t request_size = ECHO_REQUEST_MIN + input_byte(&input);
	size_t kept = (size_t)1 << input_byte(&input) % 8;
	size_t index;

	memset(self, 0, sizeof *self);
	if (echo_requests_begin(&self->requests, request_size, kept) < 0)
		abort();
	send_next(self);
	while (input.size > 0) {
		uint8_t choice = input_byte(&input);

		index = (size_t)(choice >> 3) % self->requests.count;
		switch (choice % 8) {
		case 0:
			return_changed(self, &input, index);
			break;
		case 1:
			return_cut(self, &input, index);
			break;
		case 2:
			return_other(self, &input, input.data, input.size);
			break;
		case 3:
			take_lost(self, input_byte(&input) % 2 == 0 ? -1 : LIMIT_MAX);
			break;
		case 4:
		case 5:
			return_exactly(self, &input, index);
			break;
		default:
			send_next(self);
		}
	}
	take_lost(self, -1);
	for (index = 0; index < self->requests.count; index++)
		if (!self->is_correct[index] && !self->is_lost[index])
			abort();
	free(self->requests.kept);
	return 0;
}
