/* SPDX-License-Identifier: ISC */
/* The reply of a time service: see time_reply.h. */
#include "clocks/time_reply.h"

#include "protocol/rfc868.h"

#include <stdio.h>
#include <string.h>

enum {
	TIME_ROOM = 64,              /* more than the 4 bytes of RFC 868, to show a wrong reply */
	LONG_SIZE = 2 * RFC868_SIZE, /* of the long that GNU inetutils sends on most machines */
	SHOWN_MAX = 16,              /* bytes shown of a wrong reply */
};

size_t time_reply_room(const struct time_reply *self)
{
	return self->protocol == PROTOCOL_TIME ? TIME_ROOM : TIME_REPLY_SIZE;
}

bool time_reply_is_enough(const struct time_reply *self)
{
	size_t i = 0;

	if (self->protocol == PROTOCOL_TIME)
		return self->size >= RFC868_SIZE;
	/* NIST's line begins with a newline. */
	while (i < self->size && self->data[i] <= ' ')
		i++;
	return memchr(self->data + i, '\n', self->size - i) != NULL;
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
		"received %s%zu %s instead of 4:", self->size >= TIME_ROOM ? "at least " : "",
		self->size, self->size == 1 ? "byte" : "bytes");
	for (size_t i = 0; i < self->size && i < SHOWN_MAX; i++)
		length += (size_t)snprintf(
			ret_cause + length, TIME_REPLY_CAUSE_SIZE - length, " %02x", self->data[i]);
	if (self->size > SHOWN_MAX)
		snprintf(ret_cause + length, TIME_REPLY_CAUSE_SIZE - length, " ...");
}

static bool parse_daytime(const struct time_reply *self, int64_t *ret_time, int64_t *ret_advance,
	char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	struct daytime daytime;

	if (!daytime_parse((const char *)self->data, self->size, &daytime, ret_cause))
		return false;
	*ret_time = daytime.seconds;
	*ret_advance = daytime.advance;
	return true;
}

bool time_reply_parse(const struct time_reply *self, int64_t near, int64_t *ret_time,
	int64_t *ret_advance, char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	if (self->protocol == PROTOCOL_DAYTIME)
		return parse_daytime(self, ret_time, ret_advance, ret_cause);
	if (self->size != RFC868_SIZE) {
		describe_wrong_size(self, ret_cause);
		return false;
	}
	*ret_time = rfc868_decode(self->data, near);
	*ret_advance = 0;
	return true;
}
