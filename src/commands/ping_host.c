/* SPDX-License-Identifier: ISC */
/* One host that inetkit ping sends probes to, from the connection to the last reply: see
 * ping_host.h. */
#include "commands/ping_host.h"

#include "base/now.h"
#include "client/timer.h"
#include "commands/command.h"
#include "commands/ping_report.h"
#include "commands/ping_transport.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

bool ping_host_is_udp(const struct ping_host *self)
{
	return self->ping->request.type == SOCK_DGRAM;
}

bool ping_host_is_all_sent(const struct ping_host *self)
{
	return self->ping->count > 0 && self->probes.count == self->ping->count;
}

int64_t ping_host_limit(const struct ping_host *self)
{
	return (int64_t)self->ping->request.limit * PING_NANOSECONDS;
}

int64_t ping_host_duration(const struct ping_host *self)
{
	if (self->probes.count == 0)
		return 0;
	return (self->has_ended ? self->ended : now_monotonic()) - self->began;
}

/* --- the end ---------------------------------------------------------------------------------- */

/* ping_host_begin() may have failed to create it. */
static void stop(sd_event_source *timer)
{
	if (timer != NULL)
		timer_stop(timer);
}

static void disconnect(struct ping_host *self)
{
	stop(self->next_probe);
	stop(self->timeout);
	stop(self->turn);
	self->connection = sd_event_source_disable_unref(self->connection);
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
}

void ping_host_end(struct ping_host *self)
{
	if (self->has_ended)
		return;
	disconnect(self);
	self->has_ended = true;
	self->ended = now_monotonic();
	ping_report_lost(self, -1);
	self->ping->pinged--;
	if (self->ping->pinged == 0)
		run_stop(&self->ping->run);
}

bool ping_host_leave(
	struct ping_host *self, void (*next)(struct dial *, const char *), const char *cause)
{
	if (self->fd < 0 || self->received > 0 || !dial_has_next(self->dial))
		return false;
	complain(self->target.given, "%s: %s; trying the next address", self->endpoint.address,
		cause);
	disconnect(self);
	self->probes.count = 0;
	self->probes.settled = 0;
	self->altered = 0;
	self->foreign = 0;
	self->late = 0;
	self->errors = 0;
	next(self->dial, cause);
	return true;
}

void ping_host_fail(struct ping_host *self, const char *cause)
{
	if (ping_host_leave(self, dial_next, cause))
		return;
	complain(self->target.given, "%s", cause);
	self->has_failed = true;
	snprintf(self->error, sizeof self->error, "%s", cause);
	ping_host_end(self);
}

void ping_host_fail_silent(struct ping_host *self)
{
	char cause[80];

	snprintf(cause, sizeof cause, "no reply within %g s; -w allows more time",
		(double)self->ping->request.limit / 1e6);
	ping_host_fail(self, cause);
}

/* --- probes and replies ----------------------------------------------------------------------- */

void ping_host_schedule(struct ping_host *self)
{
	int64_t now = now_monotonic();

	self->due += (int64_t)self->ping->interval * PING_NANOSECONDS;
	if (self->due < now)
		self->due = now;
	timer_start(self->next_probe, (uint64_t)(self->due - now) / PING_NANOSECONDS);
}

static void send_probe(struct ping_host *self)
{
	int error = echo_requests_next(&self->probes, self->probe);

	if (error < 0)
		ping_host_fail(self, strerror(-error));
	else if (ping_host_is_udp(self))
		ping_udp_send(self);
	else
		ping_tcp_send(self);
}

static int on_next_probe(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct ping_host *self = userdata;

	/* A probe is not lost if its reply only waits to be read. */
	if (ping_host_is_udp(self)) {
		ping_udp_read_last(self);
		if (self->fd < 0)
			return 0;
		ping_report_lost(self, ping_host_limit(self));
	}
	send_probe(self);
	return 0;
}

void ping_host_take(struct ping_host *self, const struct echo_reply *reply, size_t size)
{
	switch (reply->kind) {
	case ECHO_REPLY_CORRECT:
		self->received++;
		timer_stop(self->turn);
		break;
	case ECHO_REPLY_DUPLICATE:
		self->duplicates++;
		break;
	case ECHO_REPLY_LATE:
		self->late++;
		break;
	case ECHO_REPLY_ALTERED:
		self->altered++;
		break;
	case ECHO_REPLY_FOREIGN:
		self->foreign++;
		break;
	}
	if (reply->kind == ECHO_REPLY_CORRECT || reply->kind == ECHO_REPLY_DUPLICATE)
		rtt_add(&self->rtt, reply->round_trip / PING_NANOSECONDS);
	ping_report_reply(self, reply, size);
}

/* --- limits of time --------------------------------------------------------------------------- */

static int on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct ping_host *self = userdata;

	if (ping_host_is_udp(self)) {
		ping_udp_read_last(self);
		if (self->fd < 0)
			return 0;
	}
	/* Over UDP, lost packets are no failure. */
	if (ping_host_is_udp(self) && (self->received > 0 || !dial_has_next(self->dial)))
		ping_host_end(self);
	else
		ping_host_fail_silent(self);
	return 0;
}

static int on_turn(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct ping_host *self = userdata;
	char cause[80];

	if (ping_host_is_udp(self))
		ping_udp_read_last(self);
	snprintf(cause, sizeof cause, "no reply within %g s",
		(double)dial_patience(self->dial) / 1e6);
	ping_host_leave(self, dial_next_silent, cause);
	return 0;
}

/* Over UDP a server can send without end, so that a timer of timer_new_limit() would never expire:
 * ping_udp_read_last() stands in for it. */
static int new_limit(
	struct ping_host *self, sd_event_time_handler_t handler, sd_event_source **ret_timer)
{
	sd_event *event = self->ping->run.event;

	return ping_host_is_udp(self) ? timer_new(event, handler, self, ret_timer)
				      : timer_new_limit(event, handler, self, ret_timer);
}

/* --- the beginning ---------------------------------------------------------------------------- */

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct ping_host *self = userdata;
	const int on = 1;
	int error;

	if (fd < 0) {
		ping_host_fail(self, dial_cause(dial));
		return;
	}
	self->fd = fd;
	/* Nagle's algorithm would delay a probe until the previous one is acknowledged. */
	if (!ping_host_is_udp(self) && self->target.path == NULL)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	endpoint_describe(fd, &self->target, &self->endpoint);
	ping_report_head(self);
	error = sd_event_add_io(self->ping->run.event, &self->connection, fd, EPOLLIN,
		ping_host_is_udp(self) ? ping_udp_on_readable : ping_tcp_on_ready, self);
	if (error < 0) {
		ping_host_fail(self, strerror(-error));
		return;
	}
	if (dial_has_next(dial))
		timer_start(self->turn, dial_patience(dial));
	self->began = now_monotonic();
	self->due = self->began;
	send_probe(self);
}

void ping_host_begin(struct ping_host *self)
{
	struct run *run = &self->ping->run;
	/* Over TCP, only one probe is under way. */
	int error = echo_requests_begin(
		&self->probes, self->ping->size, ping_host_is_udp(self) ? ECHO_REQUESTS_KEPT : 1);

	self->fd = -1;
	self->probe = malloc(self->ping->size);
	if (error >= 0 && self->probe == NULL)
		error = -ENOMEM;
	if (error >= 0)
		error = timer_new(run->event, on_next_probe, self, &self->next_probe);
	if (error >= 0)
		error = new_limit(self, on_timeout, &self->timeout);
	if (error >= 0)
		error = new_limit(self, on_turn, &self->turn);
	if (error >= 0)
		error = dial_new(run->event, run->resolver, &self->target, &self->ping->request,
			on_dialled, self, &self->dial);
	if (error < 0)
		ping_host_fail(self, strerror(-error));
}
