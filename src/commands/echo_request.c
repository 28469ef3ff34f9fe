/* SPDX-License-Identifier: ISC */
/* Requests to an echo service: see echo_request.h. */
#include "commands/echo_request.h"

#include "base/now.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static int fill_randomly(uint8_t *data, size_t size)
{
	/* getrandom(2): a signal never shortens 256 bytes or less. */
	return getrandom(data, size, 0) == (ssize_t)size ? 0 : -errno;
}

/* The ring is full before it grows, so none of its requests has to move. */
static struct echo_request *find(struct echo_requests *self, uint64_t number)
{
	return &self->kept[(number - 1) % self->room];
}

/* Makes room for the next request. Returns 0 or -ENOMEM. */
static int make_room(struct echo_requests *self)
{
	struct echo_request *kept;
	size_t room = self->room > 0 ? 2 * self->room : 1;

	if (self->count < self->room || self->room == self->max)
		return 0;
	kept = reallocarray(self->kept, room, sizeof *kept);
	if (kept == NULL)
		return -ENOMEM;
	self->kept = kept;
	self->room = room;
	return 0;
}

static void settle_answered(struct echo_requests *self)
{
	while (self->settled < self->count && find(self, self->settled + 1)->is_answered)
		self->settled++;
}

/* Writes the part of a request that it repeats. */
static void write_request(
	struct echo_requests *self, uint64_t number, uint8_t ret_data[ECHO_REQUEST_MIN])
{
	uint64_t wire = htobe64(number);

	memcpy(ret_data, self->tag, ECHO_REQUEST_TAG_SIZE);
	memcpy(ret_data + ECHO_REQUEST_TAG_SIZE, &wire, sizeof wire);
	memcpy(ret_data + ECHO_REQUEST_TAG_SIZE + sizeof wire, find(self, number)->nonce,
		ECHO_REQUEST_NONCE_SIZE);
}

int echo_requests_begin(struct echo_requests *self, size_t size, size_t max)
{
	self->size = size;
	self->max = max;
	return fill_randomly(self->tag, sizeof self->tag);
}

int echo_requests_next(struct echo_requests *self, uint8_t *ret_data)
{
	struct echo_request *request;
	int error = make_room(self);

	if (error < 0)
		return error;
	request = find(self, self->count + 1);
	error = fill_randomly(request->nonce, sizeof request->nonce);
	if (error < 0)
		return error;
	self->count++;
	request->is_answered = false;
	write_request(self, self->count, ret_data);
	for (size_t i = ECHO_REQUEST_MIN; i < self->size; i++)
		ret_data[i] = ret_data[i - ECHO_REQUEST_MIN];
	request->sent = now_boottime();
	return 0;
}

uint64_t echo_requests_take_lost(struct echo_requests *self, int64_t limit)
{
	int64_t now = now_boottime();

	while (self->settled < self->count) {
		uint64_t number = self->settled + 1;
		const struct echo_request *request = find(self, number);

		if (!request->is_answered && now - request->sent <= limit &&
			self->count - number + 1 < self->max)
			return 0;
		self->settled = number;
		if (!request->is_answered)
			return number;
	}
	return 0;
}

/* Whether at least half of the bytes of the tag that arrived match, more than chance allows. */
static bool is_of_this_run(const struct echo_requests *self, const uint8_t *data, size_t size)
{
	size_t compared = size < ECHO_REQUEST_TAG_SIZE ? size : ECHO_REQUEST_TAG_SIZE;
	size_t same = 0;

	for (size_t i = 0; i < compared; i++)
		same += data[i] == self->tag[i];
	return same > 0 && 2 * same >= compared;
}

/* Until now, if a clock was set and the timestamp is from before the request or from the future. */
static int64_t round_trip(const struct echo_request *request, int64_t timestamp)
{
	int64_t age = timestamp > 0 ? now_local() - timestamp : 0;
	int64_t until_now = now_boottime() - request->sent;

	return age >= 0 && age <= until_now ? until_now - age : until_now;
}

struct echo_reply echo_requests_judge(struct echo_requests *self, const uint8_t *data, size_t size,
	int64_t timestamp, int64_t limit)
{
	struct echo_reply reply = {.kind = ECHO_REPLY_ALTERED};
	uint8_t expected[ECHO_REQUEST_MIN];
	struct echo_request *request;

	if (!is_of_this_run(self, data, size)) {
		reply.kind = ECHO_REPLY_FOREIGN;
		return reply;
	}
	if (size != self->size || memcmp(data, self->tag, ECHO_REQUEST_TAG_SIZE) != 0)
		return reply;
	memcpy(&reply.number, data + ECHO_REQUEST_TAG_SIZE, sizeof reply.number);
	reply.number = be64toh(reply.number);
	if (reply.number == 0 || reply.number > self->count)
		return reply;
	if (self->count - reply.number >= self->max) {
		reply.kind = ECHO_REPLY_LATE;
		return reply;
	}
	write_request(self, reply.number, expected);
	if (memcmp(data, expected, ECHO_REQUEST_MIN) != 0 ||
		memcmp(data + ECHO_REQUEST_MIN, data, size - ECHO_REQUEST_MIN) != 0)
		return reply;
	request = find(self, reply.number);
	reply.round_trip = round_trip(request, timestamp);
	if (request->is_answered)
		reply.kind = ECHO_REPLY_DUPLICATE;
	else
		reply.kind = reply.round_trip > limit ? ECHO_REPLY_LATE : ECHO_REPLY_CORRECT;
	request->is_answered = true;
	settle_answered(self);
	return reply;
}
