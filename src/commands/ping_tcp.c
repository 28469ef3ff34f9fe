/* SPDX-License-Identifier: ISC */
/* Probes of inetkit ping on one connection, each after the reply to the previous one: see
 * ping_transport.h. The stream may also be a UNIX socket. */
#include "commands/ping_transport.h"

#include "base/io_ready.h"
#include "client/timer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/types.h>

/* Sends what fits of the rest of the probe, and asks to be called for what remains. */
static void send_rest(struct ping_host *self)
{
	size_t size = self->ping->size;
	int error;

	self->probe_sent += io_send_ready(
		self->fd, self->probe + self->probe_sent, size - self->probe_sent, &error);
	if (error < 0)
		ping_host_fail(self, strerror(-error));
	else
		sd_event_source_set_io_events(
			self->connection, self->probe_sent < size ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void ping_tcp_send(struct ping_host *self)
{
	self->probe_sent = 0;
	self->reply_size = 0;
	timer_start(self->timeout, self->ping->request.limit);
	send_rest(self);
}

/* The timestamp is that of its last byte. */
static void take_whole_reply(struct ping_host *self, int64_t timestamp)
{
	/* A UNIX socket has no timestamps: the timer alone judges whether its reply is late. */
	int64_t limit = timestamp > 0 ? ping_host_limit(self) : INT64_MAX;
	struct echo_reply reply =
		echo_requests_judge(&self->probes, self->probe, self->ping->size, timestamp, limit);

	timer_stop(self->timeout);
	if (reply.kind == ECHO_REPLY_LATE) {
		ping_host_fail_silent(self);
		return;
	}
	ping_host_take(self, &reply, self->ping->size);
	if (ping_host_is_all_sent(self))
		ping_host_end(self);
	else
		ping_host_schedule(self);
}

/* Compares the part of the reply that has arrived with the probe. Ends the run and returns false if
 * they differ. */
static bool check_piece(struct ping_host *self, const uint8_t *piece, size_t size)
{
	size_t offset = self->reply_size;
	char cause[120];

	for (size_t i = 0; i < size && offset + i < self->ping->size; i++) {
		if (piece[i] == self->probe[offset + i])
			continue;
		snprintf(cause, sizeof cause,
			"not an echo service: byte %zu of the reply is %02x, not %02x",
			offset + i + 1, piece[i], self->probe[offset + i]);
		ping_host_fail(self, cause);
		return false;
	}
	return true;
}

static void receive(struct ping_host *self)
{
	/* Static: it is large. */
	static uint8_t piece[ECHO_REQUEST_MAX + 1];
	int64_t timestamp;
	ssize_t n = io_receive_timed(self->fd, piece, sizeof piece, &timestamp);

	if (n == -EAGAIN)
		return;
	if (n <= 0) {
		ping_host_fail(
			self, n < 0 ? strerror((int)-n) : "the server closed the connection");
		return;
	}
	if (!check_piece(self, piece, (size_t)n))
		return;
	self->reply_size += (size_t)n;
	if (self->reply_size > self->probe_sent)
		ping_host_fail(self, "not an echo service: the server sends more than it received");
	else if (self->reply_size == self->ping->size)
		take_whole_reply(self, timestamp);
}

int ping_tcp_on_ready(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events, void *userdata)
{
	struct ping_host *self = userdata;

	/* Read first: data that arrived before a reset explains more than the reset. */
	receive(self);
	if (events & EPOLLOUT && self->fd >= 0 && self->probe_sent < self->ping->size)
		send_rest(self);
	return 0;
}
