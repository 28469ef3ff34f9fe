/* SPDX-License-Identifier: ISC */
/* The request and the reply of NTP, RFC 5905: see time_reply.h. */
#include "base/round.h"
#include "clocks/interval.h"
#include "clocks/time_reply.h"
#include "protocol/rfc5905.h"

#include <string.h>
#include <sys/random.h>

/* Each request has the nonce plus its number, so that a reply shows which one it answers. */
static size_t request(
	struct time_reply *self, unsigned send, uint8_t ret_request[TIME_REQUEST_SIZE])
{
	/* An empty request gets no reply; getrandom(2) of 8 bytes does not fail. */
	if (send == 0 && getrandom(&self->nonce, sizeof self->nonce, 0) < 0)
		return 0;
	rfc5905_encode_request(self->nonce + send, ret_request);
	return RFC5905_SIZE;
}

/* Another sender than the server does not know the nonce, and a second reply comes too late: the
 * first one was complete. */
static enum time_reply_state add(struct time_reply *self, const uint8_t *data, size_t size)
{
	uint64_t nonce;

	if (!rfc5905_is_reply(data, size, &nonce) || nonce - self->nonce >= self->sent)
		return TIME_REPLY_FOREIGN;
	memcpy(self->data, data, RFC5905_SIZE);
	self->size = RFC5905_SIZE;
	self->send = (unsigned)(nonce - self->nonce);
	return rfc5905_is_kiss(data) ? TIME_REPLY_REFUSED : TIME_REPLY_COMPLETE;
}

static bool parse(const struct time_reply *self, int64_t near, struct clock_reading *ret_reading,
	char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	struct rfc5905_reply reply;
	int64_t second;

	if (!rfc5905_decode(self->data, near / INTERVAL_SECOND, &reply, ret_cause))
		return false;
	ret_reading->time = round_down(reply.transmitted, INTERVAL_SECOND);
	second = ret_reading->time * INTERVAL_SECOND;
	ret_reading->earliest = reply.transmitted - second - reply.precision;
	ret_reading->latest = reply.received - second + reply.precision;
	ret_reading->stratum = reply.stratum;
	/* root_dist() of appendix A.5.5.2, without what our own path adds to it. */
	ret_reading->root_distance = (reply.root_delay + 1) / 2 + reply.root_dispersion;
	ret_reading->remark = reply.is_synchronised ? NULL : "its clock is not synchronised";
	return true;
}

const struct time_reply_kind ntp_reply_kind = {.request = request, .add = add, .parse = parse};
