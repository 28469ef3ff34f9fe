/* SPDX-License-Identifier: ISC */
/* The reply of a time service, RFC 868: see time_reply.h. */
#include "clocks/time_reply.h"

#include "clocks/interval.h"
#include "protocol/rfc868.h"

#include <stdio.h>
#include <string.h>

enum {
	ROOM = 64,                   /* more than the 4 bytes of RFC 868, to show a wrong reply */
	LONG_SIZE = 2 * RFC868_SIZE, /* of the long that GNU inetutils sends on most machines */
	SHOWN_MAX = 16,              /* bytes shown of a wrong reply */
};

/* On a stream, 4 bytes may be the first half of an 8-byte reply. */
static enum time_reply_state add(struct time_reply *self, const uint8_t *data, size_t size)
{
	if (size > ROOM - self->size)
		size = ROOM - self->size;
	memcpy(self->data + self->size, data, size);
	self->size += size;
	if (self->is_datagram || self->size == ROOM)
		return TIME_REPLY_COMPLETE;
	return self->size >= RFC868_SIZE ? TIME_REPLY_ENOUGH : TIME_REPLY_PARTIAL;
}

/* True for a 64-bit number in host byte order: either half is zero. */
static bool is_long(const struct time_reply *self)
{
	static const uint8_t zero[RFC868_SIZE];

	return self->size == LONG_SIZE &&
	       (memcmp(self->data, zero, sizeof zero) == 0 ||
		       memcmp(self->data + RFC868_SIZE, zero, sizeof zero) == 0);
}

/* Says what is wrong with a reply that is not 4 bytes long. */
static void describe_wrong_size(
	const struct time_reply *self, char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	size_t length;

	if (self->size == 0) {
		strcpy(ret_cause,
			"received 0 bytes instead of 4: the server does not know the time");
		return;
	}
	if (is_long(self)) {
		strcpy(ret_cause, "received 8 bytes instead of 4: the server sends a 64-bit long, "
				  "as GNU inetutils does");
		return;
	}
	length = (size_t)snprintf(ret_cause, TIME_REPLY_CAUSE_SIZE,
		"received %s%zu %s instead of 4:", self->size >= ROOM ? "at least " : "",
		self->size, self->size == 1 ? "byte" : "bytes");
	for (size_t i = 0; i < self->size && i < SHOWN_MAX; i++)
		length += (size_t)snprintf(
			ret_cause + length, TIME_REPLY_CAUSE_SIZE - length, " %02x", self->data[i]);
	if (self->size > SHOWN_MAX)
		snprintf(ret_cause + length, TIME_REPLY_CAUSE_SIZE - length, " ...");
}

static bool parse(const struct time_reply *self, int64_t near, struct clock_reading *ret_reading,
	char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	if (self->size != RFC868_SIZE) {
		describe_wrong_size(self, ret_cause);
		return false;
	}
	*ret_reading = clock_reading_of_second(rfc868_decode(self->data, near / INTERVAL_SECOND));
	return true;
}

const struct time_reply_kind rfc868_reply_kind = {.add = add, .parse = parse};
