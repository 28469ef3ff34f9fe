/* SPDX-License-Identifier: ISC */
/* The request and the reply of an ICMP time stamp, RFC 792: see time_reply.h. */
#include "clocks/icmp_reply.h"

#include "base/now.h"
#include "protocol/rfc792.h"

#include <string.h>
#include <sys/random.h>

enum { NSEC_PER_MSEC = 1000 * 1000 };

/* Random bits instead of the local time: another sender than the host does not know them, and they
 * tell nobody the local time. The sequence number tells which request a reply answers. */
static struct rfc792_request make_request(const struct time_reply *self, unsigned send)
{
	return (struct rfc792_request){.identifier = (uint16_t)self->nonce,
		.sequence = (uint16_t)send,
		.originate = (uint32_t)(self->nonce >> 32) | RFC792_NON_STANDARD};
}

static size_t request(
	struct time_reply *self, unsigned send, uint8_t ret_request[TIME_REQUEST_SIZE])
{
	struct rfc792_request request;

	/* An empty request gets no reply; getrandom(2) of 8 bytes does not fail. */
	if (send == 0 && getrandom(&self->nonce, sizeof self->nonce, 0) < 0)
		return 0;
	request = make_request(self, send);
	rfc792_encode(&request, ret_request);
	return RFC792_SIZE;
}

static enum time_reply_state add(struct time_reply *self, const uint8_t *data, size_t size)
{
	struct rfc792_reply reply;
	struct rfc792_request request;
	struct rfc792_times times;

	if (size > sizeof self->data || !rfc792_decode(data, size, &reply) ||
		reply.request.sequence >= self->sent)
		return TIME_REPLY_FOREIGN;
	request = make_request(self, reply.request.sequence);
	if (reply.request.identifier != request.identifier ||
		reply.request.originate != request.originate)
		return TIME_REPLY_FOREIGN;
	memcpy(self->data, data, size);
	self->size = size;
	self->send = reply.request.sequence;
	/* The reply to a later request can tell. */
	if (rfc792_read(&reply, now_local() / NSEC_PER_MSEC, &times) == NULL &&
		(times.is_ambiguous || (times.is_doubtful && self->send == 0)))
		return TIME_REPLY_PARTIAL;
	return TIME_REPLY_COMPLETE;
}

static bool parse(const struct time_reply *self, int64_t near, struct clock_reading *ret_reading,
	char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	struct rfc792_reply reply = {.receive = 0};
	struct rfc792_times times;
	const char *cause;
	int64_t seconds;

	rfc792_decode(self->data, self->size, &reply);
	cause = rfc792_read(&reply, near / NSEC_PER_MSEC, &times);
	if (cause == NULL && times.is_ambiguous)
		cause = "its time stamps can be read in either byte order";
	else if (cause == NULL && times.is_doubtful && self->send == 0)
		cause = "the high bit of its time stamps is set (RFC 792), or their bytes are "
			"in reverse order";
	if (cause != NULL) {
		strcpy(ret_cause, cause);
		return false;
	}
	seconds = times.transmit / 1000;
	*ret_reading = (struct clock_reading){.time = seconds,
		.earliest = (times.transmit - seconds * 1000) * NSEC_PER_MSEC,
		.latest = (times.receive + 1 - seconds * 1000) * NSEC_PER_MSEC,
		.stratum = -1,
		.root_distance = -1,
		.remark = times.is_swapped
				  ? "it sends the bytes of its time stamps in reverse order"
				  : NULL};
	return true;
}

const struct time_reply_kind icmp_reply_kind = {.request = request, .add = add, .parse = parse};

bool icmp_reply_is_quoted(const struct time_reply *self, const uint8_t *quote, size_t size)
{
	uint8_t request[RFC792_SIZE];

	for (unsigned send = 0; send < self->sent; send++) {
		struct rfc792_request made = make_request(self, send);

		rfc792_encode(&made, request);
		if (size >= RFC792_QUOTE_SIZE && memcmp(quote, request, RFC792_QUOTE_SIZE) == 0)
			return true;
	}
	return false;
}
