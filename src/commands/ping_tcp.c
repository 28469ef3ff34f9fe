/* SPDX-License-Identifier: ISC */
/* Probes of inetkit ping on one connection, each after the reply to the previous one: see ping.h.
 * The stream may also be a UNIX socket. */
#include "commands/ping.h"

#include "base/io_ready.h"
#include "client/timer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

void ping_tcp_send(struct ping *self)
{
	int error;

	self->reply_size = 0;
	/* The send buffer always has room for one probe: the previous one has come back. */
	if (io_send_ready(self->fd, self->probe, ECHO_REQUEST_SIZE, &error) < ECHO_REQUEST_SIZE)
		ping_fail(self, error < 0 ? strerror(-error) : "cannot send the probe");
	else
		timer_start(self->timeout, self->request.limit);
}

/* The timestamp is that of its last byte. */
static void take_whole_reply(struct ping *self, int64_t timestamp)
{
	/* A UNIX socket has no timestamps: the timer alone judges whether its reply is late. */
	int64_t limit = timestamp > 0 ? (int64_t)self->request.limit * PING_NANOSECONDS : INT64_MAX;
	struct echo_reply reply = echo_requests_judge(
		&self->probes, self->probe, ECHO_REQUEST_SIZE, timestamp, limit);

	timer_stop(self->timeout);
	if (reply.kind == ECHO_REPLY_LATE) {
		ping_fail_silent(self);
		return;
	}
	ping_report_reply(self, &reply, ECHO_REQUEST_SIZE);
	if (ping_is_all_sent(self))
		run_stop(&self->run);
	else
		ping_schedule(self);
}

/* Compares the part of the reply that has arrived with the probe. Ends the run and returns false if
 * they differ. */
static bool check_piece(struct ping *self, const uint8_t *piece, size_t size)
{
	size_t offset = self->reply_size;
	char cause[120];

	for (size_t i = 0; i < size && offset + i < ECHO_REQUEST_SIZE; i++) {
		if (piece[i] == self->probe[offset + i])
			continue;
		snprintf(cause, sizeof cause,
			"not an echo service: byte %zu of the reply is %02x, not %02x",
			offset + i + 1, piece[i], self->probe[offset + i]);
		ping_fail(self, cause);
		return false;
	}
	return true;
}

int ping_tcp_on_readable(sd_event_source *source __attribute__((unused)), int fd,
	uint32_t events __attribute__((unused)), void *userdata)
{
	struct ping *self = userdata;
	uint8_t piece[ECHO_REQUEST_SIZE + 1];
	int64_t timestamp;
	ssize_t n = io_receive_timed(fd, piece, sizeof piece, &timestamp);

	if (n == -EAGAIN)
		return 0;
	if (n <= 0) {
		ping_fail(self, n < 0 ? strerror((int)-n) : "the server closed the connection");
		return 0;
	}
	if (!check_piece(self, piece, (size_t)n))
		return 0;
	self->reply_size += (size_t)n;
	if (self->reply_size > ECHO_REQUEST_SIZE)
		ping_fail(self, "not an echo service: the server sends more than it received");
	else if (self->reply_size == ECHO_REQUEST_SIZE)
		take_whole_reply(self, timestamp);
	return 0;
}
