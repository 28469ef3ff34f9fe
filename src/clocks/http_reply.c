/* SPDX-License-Identifier: ISC */
/* The time in the response of a web server, the Date of RFC 9110, section 6.6.1: see time_reply.h.
 */
#include "clocks/time_reply.h"

#include "clocks/host_spec.h"
#include "clocks/interval.h"
#include "protocol/http_date.h"
#include "protocol/http_request.h"

#include <stdio.h>

/*
 * lighttpd reads the clock once for each second of CLOCK_MONOTONIC_COARSE, whose seconds begin
 * elsewhere than those of the clock, by time(2), which is up to a kernel tick of 10 ms behind. So
 * its Date is behind by up to a second more than that of others.
 */
#define LIGHTTPD_LAG (INTERVAL_SECOND + INTERVAL_SECOND / 100)

_Static_assert((size_t)TIME_REQUEST_SIZE >= (size_t)HTTP_REQUEST_SIZE, "the longest request fits");
_Static_assert((size_t)HTTP_HEAD_TEXT_SIZE > (size_t)HTTP_DATE_MAX, "a date cut off is too long");

static size_t request(struct time_reply *self, unsigned send __attribute__((unused)),
	uint8_t ret_request[TIME_REQUEST_SIZE])
{
	const struct target *target = self->target;
	struct host_spec spec;

	self->head = (struct http_head){.size = 0};
	/* Once the name was looked up, the target has its address instead. */
	host_spec_parse(target->given, PROTOCOL_HTTP, NULL, &spec);
	return http_request_write(spec.target.host, target->port,
		self->path != NULL ? self->path : "/", (char *)ret_request);
}

static enum time_reply_state add(struct time_reply *self, const uint8_t *data, size_t size)
{
	size_t taken = http_head_add(&self->head, data, size);
	enum http_head_state state = http_head_state(&self->head);

	self->size += taken;
	self->is_reusable = state == HTTP_HEAD_COMPLETE && taken == size && !self->head.is_close;
	return state == HTTP_HEAD_PARTIAL ? TIME_REPLY_PARTIAL : TIME_REPLY_COMPLETE;
}

static const char *find_cause(const struct http_head *head)
{
	/* On a connection that was kept, it can have been sent before our request. */
	if (head->is_timeout)
		return "the server timed out (408): its Date can be from before the request";
	if (head->has_age)
		return "the reply comes from a cache: it has an Age, and its Date is that of an "
		       "earlier reply";
	return head->has_date ? NULL : "the reply has no Date";
}

static const char *find_remark(const struct http_head *head)
{
	if (head->has_via)
		return "the reply came through a proxy: the Date can be that of the proxy or of "
		       "the server behind it";
	return head->is_lighttpd ? "the Date of lighttpd can be a second behind its clock" : NULL;
}

static bool parse(const struct time_reply *self, int64_t near, struct clock_reading *ret_reading,
	char ret_cause[TIME_REPLY_CAUSE_SIZE])
{
	const struct http_head *head = &self->head;
	char quoted[2 * HTTP_HEAD_TEXT_SIZE];
	int64_t second = 0;
	const char *cause;

	if (http_head_state(head) != HTTP_HEAD_COMPLETE) {
		http_head_explain(head, ret_cause);
		return false;
	}
	cause = find_cause(head);
	if (cause != NULL) {
		snprintf(ret_cause, TIME_REPLY_CAUSE_SIZE, "%s", cause);
		return false;
	}
	cause = http_date_parse(head->text, head->text_size, near / INTERVAL_SECOND, &second);
	if (cause != NULL) {
		http_head_quote(head, quoted, sizeof quoted);
		snprintf(ret_cause, TIME_REPLY_CAUSE_SIZE, "%s: %s", cause, quoted);
		return false;
	}
	*ret_reading = clock_reading_of_second(second);
	ret_reading->remark = find_remark(head);
	if (head->is_lighttpd)
		ret_reading->latest += LIGHTTPD_LAG;
	return true;
}

const struct time_reply_kind http_reply_kind = {.request = request, .add = add, .parse = parse};
