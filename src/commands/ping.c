/* SPDX-License-Identifier: ISC */
/* inetkit ping: the round trip through a host's echo service, RFC 862. */
#include "commands/ping.h"

#include "base/now.h"
#include "base/number.h"
#include "client/timer.h"
#include "commands/command.h"
#include "generated/commands.h"

#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	COUNT_MAX = 1000000000,
	INTERVAL_MIN = 1000, /* microseconds; a shorter interval would flood the host */
};

bool ping_leave(struct ping *self, void (*next)(struct dial *, const char *), const char *cause)
{
	if (self->fd < 0 || self->received > 0 || !dial_has_next(self->dial))
		return false;
	complain(self->target.given, "%s: %s; trying the next address", self->endpoint.address,
		cause);
	timer_stop(self->next_probe);
	timer_stop(self->timeout);
	timer_stop(self->turn);
	self->connection = sd_event_source_disable_unref(self->connection);
	close(self->fd);
	self->fd = -1;
	self->probes.count = 0;
	self->altered = 0;
	self->foreign = 0;
	self->late = 0;
	self->errors = 0;
	next(self->dial, cause);
	return true;
}

void ping_fail(struct ping *self, const char *cause)
{
	if (ping_leave(self, dial_next, cause))
		return;
	complain(self->target.given, "%s", cause);
	self->has_failed = true;
	run_stop(&self->run);
}

void ping_fail_silent(struct ping *self)
{
	char cause[80];

	snprintf(cause, sizeof cause, "no reply within %g s; -w allows more time",
		(double)self->request.limit / 1e6);
	ping_fail(self, cause);
}

bool ping_is_udp(const struct ping *self)
{
	return self->request.type == SOCK_DGRAM;
}

bool ping_is_all_sent(const struct ping *self)
{
	return self->count > 0 && self->probes.count == self->count;
}

void ping_schedule(struct ping *self)
{
	int64_t now = now_monotonic();

	self->due += (int64_t)self->interval * PING_NANOSECONDS;
	if (self->due < now)
		self->due = now;
	timer_start(self->next_probe, (uint64_t)(self->due - now) / PING_NANOSECONDS);
}

static void send_probe(struct ping *self)
{
	int error = echo_requests_next(&self->probes, self->probe);

	if (error < 0)
		ping_fail(self, strerror(-error));
	else if (ping_is_udp(self))
		ping_udp_send(self);
	else
		ping_tcp_send(self);
}

static int on_next_probe(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	send_probe(userdata);
	return 0;
}

static int on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct ping *self = userdata;

	if (ping_is_udp(self)) {
		ping_udp_read_last(self);
		if (self->fd < 0)
			return 0;
	}
	/* Over UDP, lost packets are no failure. */
	if (ping_is_udp(self) && (self->received > 0 || !dial_has_next(self->dial)))
		run_stop(&self->run);
	else
		ping_fail_silent(self);
	return 0;
}

static int on_turn(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct ping *self = userdata;
	char cause[80];

	if (ping_is_udp(self))
		ping_udp_read_last(self);
	snprintf(cause, sizeof cause, "no reply within %g s",
		(double)dial_patience(self->dial) / 1e6);
	ping_leave(self, dial_next_silent, cause);
	return 0;
}

static void on_interrupt(void *userdata)
{
	struct ping *self = userdata;

	run_stop(&self->run);
}

static void on_quit(void *userdata)
{
	ping_report_status(userdata);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct ping *self = userdata;
	const int on = 1;
	int error;

	if (fd < 0) {
		ping_fail(self, dial_cause(dial));
		return;
	}
	self->fd = fd;
	self->reply_size = ECHO_REQUEST_SIZE;
	/* Nagle's algorithm would delay a probe until the previous one is acknowledged. */
	if (!ping_is_udp(self) && self->target.path == NULL)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	endpoint_describe(fd, &self->target, &self->endpoint);
	if (!run_print(&self->run, "PING %s: %d bytes of data", self->endpoint.text,
		    ECHO_REQUEST_SIZE))
		return;
	error = sd_event_add_io(self->run.event, &self->connection, fd, EPOLLIN,
		ping_is_udp(self) ? ping_udp_on_readable : ping_tcp_on_readable, self);
	if (error < 0) {
		ping_fail(self, strerror(-error));
		return;
	}
	if (dial_has_next(dial))
		timer_start(self->turn, dial_patience(dial));
	self->began = now_monotonic();
	self->due = self->began;
	send_probe(self);
}

/* Over UDP a server can send without end, so that a timer of timer_new_limit() would never expire:
 * ping_udp_read_last() stands in for it. */
static int new_limit(
	struct ping *self, sd_event_time_handler_t handler, sd_event_source **ret_timer)
{
	return ping_is_udp(self) ? timer_new(self->run.event, handler, self, ret_timer)
				 : timer_new_limit(self->run.event, handler, self, ret_timer);
}

static int start(struct ping *self)
{
	int error = echo_requests_begin(&self->probes);

	self->fd = -1;
	self->request.is_timed = true;
	if (error >= 0)
		error = run_begin(&self->run, 1, on_interrupt, self);
	if (error >= 0)
		error = interrupt_watch_quit(self->run.event, on_quit, self);
	if (error >= 0)
		error = timer_new(self->run.event, on_next_probe, self, &self->next_probe);
	if (error >= 0)
		error = new_limit(self, on_timeout, &self->timeout);
	if (error >= 0)
		error = new_limit(self, on_turn, &self->turn);
	if (error >= 0)
		error = dial_new(self->run.event, self->run.resolver, &self->target, &self->request,
			on_dialled, self, &self->dial);
	return error < 0 ? error : run_loop(&self->run);
}

static const char *take(int id, const struct command_value *value, void *userdata)
{
	struct ping *self = userdata;
	int64_t count;

	switch (id) {
	case OPTION_COUNT:
		if (!number_parse(value->text, 1, COUNT_MAX, &count))
			return "not a number from 1 to 1000000000";
		self->count = (uint64_t)count;
		return NULL;
	case OPTION_INTERVAL:
		if (value->microseconds < INTERVAL_MIN)
			return "less than 0.001 s";
		self->interval = value->microseconds;
		return NULL;
	default:
		return "unknown option"; /* a row of commands.tsv without a case here */
	}
}

static int run(const struct command *command, int argc, char *argv[])
{
	/* Static: it lives until the process ends, and it is large. */
	static struct ping self;
	int status = command_options(command, argc, argv, &self.request, &self);
	const char *mistake;
	const char *host;
	int error;

	if (status < 0)
		status = command_operands(command, argc, argv, 1, 1);
	if (status >= 0)
		return status;
	host = argv[optind];
	mistake = target_parse(host, self.request.port, &self.target);
	if (mistake == NULL && self.target.path != NULL && ping_is_udp(&self))
		mistake = "a UNIX socket cannot be used with -u";
	if (mistake != NULL)
		return command_refuse(command, "'%s': %s", host, mistake);

	error = start(&self);
	if (error < 0) {
		complain(host, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	if (self.probes.count > 0)
		ping_report_summary(&self);
	return run_status(&self.run, self.received > 0 && !self.has_failed);
}

static const struct command_option options[] = PING_OPTIONS;

const struct command ping_command = {
	PING_COMMAND,
	.options = options,
	.notes =
		"The host is a name, an address, host:port, [address]:port or unix:path. Over TCP, "
		"all\nprobes use one connection, each after the reply to the previous one. The "
		"exit "
		"status is\n0 if a reply arrived.\n",
	.run = run,
	.take = take,
};
