/* SPDX-License-Identifier: ISC */
/* The request for the time and its reply: see time_reply.h. */
#include "clocks/time_reply.h"

static const struct time_reply_kind *const kinds[PROTOCOLS] = {
	[PROTOCOL_TIME] = &rfc868_reply_kind,
	[PROTOCOL_DAYTIME] = &daytime_reply_kind,
	[PROTOCOL_NTP] = &ntp_reply_kind,
	[PROTOCOL_HTTP] = &http_reply_kind,
	[PROTOCOL_ICMP] = &icmp_reply_kind,
};

void time_reply_begin(struct time_reply *self)
{
	self->size = 0;
	self->send = 0;
	self->sent = 0;
	self->is_reusable = false;
}

size_t time_reply_request(
	struct time_reply *self, unsigned send, uint8_t ret_request[TIME_REQUEST_SIZE])
{
	const struct time_reply_kind *kind = kinds[self->protocol];

	self->sent = send + 1;
	return kind->request != NULL ? kind->request(self, send, ret_request) : 0;
}

enum time_reply_state time_reply_add(struct time_reply *self, const uint8_t *data, size_t size)
{
	return kinds[self->protocol]->add(self, data, size);
}

bool time_reply_parse(const struct time_reply *self, int64_t near,
	struct clock_reading *ret_reading, char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	return kinds[self->protocol]->parse(self, near, ret_reading, ret_cause);
}
