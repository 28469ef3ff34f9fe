/* SPDX-License-Identifier: ISC */
/* The end of a query, or of its attempt at one address: see time_query_parts.h. */
#include "clocks/time_query_parts.h"

#include "client/timer.h"
#include "clocks/interval.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Stop, and return the connection, or -1. */
static int release(struct time_query *self)
{
	int fd = self->fd;

	self->readable = sd_event_source_disable_unref(self->readable);
	timer_stop(self->limit);
	timer_stop(self->retry);
	if (self->is_listening)
		icmp_socket_leave(&self->listener);
	self->is_listening = false;
	self->fd = -1;
	return fd;
}

void time_query_disconnect(struct time_query *self)
{
	int fd = release(self);

	if (fd >= 0)
		close(fd);
}

/* Report the result. The callback may free the query, so nothing may follow. */
static void finish(struct time_query *self, const struct time_query_result *result)
{
	struct time_query_result copy = *result;

	copy.connection = -1;
	if (result->cause == NULL && self->settings.keeps && self->reply.is_reusable)
		copy.connection = release(self);
	time_query_disconnect(self);
	memcpy(copy.address, self->address, sizeof copy.address);
	self->on_done(&copy, self->userdata);
}

void time_query_fail(struct time_query *self, const char *cause)
{
	finish(self, &(struct time_query_result){.cause = cause});
}

/* Disconnect. If another query has kept the connection, connect again, and return true. */
static bool redial(struct time_query *self)
{
	bool is_kept = self->is_kept;

	time_query_disconnect(self);
	self->is_kept = false;
	if (is_kept)
		dial_go(self->dial);
	return is_kept;
}

void time_query_take_reply(struct time_query *self)
{
	const struct time_query_settings *settings = &self->settings;
	/* A pivot gives only a year, and an ICMP reply lacks the day. */
	bool has_pivot = settings->has_pivot && !self->is_icmp;
	int64_t near = has_pivot ? settings->pivot * INTERVAL_SECOND : self->answered;
	struct time_query_result result = {.asked = self->asked[self->reply.send],
		.answered = self->answered,
		.arrived = self->arrived,
		.connected = self->connected};
	char cause[TIME_REPLY_CAUSE_SIZE];

	if (time_reply_parse(&self->reply, near, &result.reading, cause)) {
		finish(self, &result);
		return;
	}
	if (self->state == TIME_REPLY_REFUSED) {
		result.cause = cause;
		result.is_refused = true;
		finish(self, &result);
		return;
	}
	if (!redial(self))
		dial_next(self->dial, cause);
}

void time_query_expire(struct time_query *self)
{
	bool is_other = self->had_foreign;
	char cause[160];

	if (self->reply.size > 0) {
		time_query_take_reply(self);
		return;
	}
	/* There never was room to send it. */
	if (self->sends == 0) {
		time_query_give_up(self, ENOBUFS);
		return;
	}
	snprintf(cause, sizeof cause, "no reply within %g s%s%s",
		(double)self->settings.request.limit / 1e6,
		self->is_icmp ? "; many firewalls drop ICMP time stamps"
		: is_other    ? ", only datagrams that answer none of our requests"
			      : "",
		request_advice(&self->settings.request));
	if (!redial(self))
		dial_next_silent(self->dial, cause);
}

void time_query_give_up(struct time_query *self, int error)
{
	if (redial(self))
		return;
	if (error == ECONNREFUSED)
		dial_next_refused(self->dial); /* ICMP port unreachable */
	else
		dial_next(self->dial, strerror(error));
}
