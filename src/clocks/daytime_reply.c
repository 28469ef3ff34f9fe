/* SPDX-License-Identifier: ISC */
/* The reply of a daytime service, RFC 867: see time_reply.h. */
#include "clocks/time_reply.h"

#include <string.h>

/* NIST's line begins with a newline. */
static bool has_line(const struct time_reply *self)
{
	size_t i = 0;

	while (i < self->size && self->data[i] <= ' ')
		i++;
	return memchr(self->data + i, '\n', self->size - i) != NULL;
}

static enum time_reply_state add(struct time_reply *self, const uint8_t *data, size_t size)
{
	if (size > TIME_REPLY_SIZE - self->size)
		size = TIME_REPLY_SIZE - self->size;
	memcpy(self->data + self->size, data, size);
	self->size += size;
	if (self->is_datagram || self->size == TIME_REPLY_SIZE)
		return TIME_REPLY_COMPLETE;
	return has_line(self) ? TIME_REPLY_ENOUGH : TIME_REPLY_PARTIAL;
}

static bool parse(const struct time_reply *self, int64_t near __attribute__((unused)),
	struct clock_reading *ret_reading, char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	struct daytime daytime;

	if (!daytime_parse((const char *)self->data, self->size, &daytime, ret_cause))
		return false;
	*ret_reading = clock_reading_of_second(daytime.seconds);
	ret_reading->earliest -= daytime.advance;
	ret_reading->latest -= daytime.advance;
	return true;
}

const struct time_reply_kind daytime_reply_kind = {.add = add, .parse = parse};
