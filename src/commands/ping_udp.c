/* SPDX-License-Identifier: ISC */
/* Probes of inetkit ping as datagrams: any number is under way, any may be lost. See
 * ping_transport.h. */
#include "commands/ping_transport.h"

#include "base/io_ready.h"
#include "client/timer.h"
#include "commands/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

enum {
	DATAGRAM_MAX = 65535, /* bytes: the length field of RFC 768 has 16 bits */
	BATCH = 64,           /* datagrams taken before timers get their turn */
	/* Datagrams taken after the limit: more than a socket's buffer holds by default, but not
	 * any number, because a server can send without end. */
	LAST_BATCH = 1024,
	/* The socket is given up at this many errors in a row. It keeps only one error of its
	 * earlier datagrams. */
	FAILURES_MAX = 16,
};

/*
 * Counts one probe as lost: this one or, if the error is a refusal, an earlier one. Returns false
 * if the address is given up instead.
 */
static bool count_error(struct ping_host *self, int error)
{
	char cause[80];

	if (error == -ECONNREFUSED)
		snprintf(cause, sizeof cause, "connection refused: nothing listens on port %u",
			self->target.port);
	else if (error == -EMSGSIZE)
		snprintf(cause, sizeof cause,
			"a probe exceeds the MTU; later ones are sent in fragments");
	else
		snprintf(cause, sizeof cause, "%s", strerror(-error));
	if (ping_host_leave(self, dial_next, cause))
		return false;
	self->errors++;
	complain(self->target.given, "%s", cause);
	return true;
}

static void stop_if_complete(struct ping_host *self)
{
	if (ping_host_is_all_sent(self) && self->received + self->errors >= self->ping->count)
		ping_host_end(self);
}

void ping_udp_send(struct ping_host *self)
{
	int error = 0;

	/* send(2) reports what happened to an earlier datagram instead of sending this one. */
	for (int tries = 0; tries < 2; tries++) {
		if (io_send_ready(self->fd, self->probe, self->ping->size, &error) > 0)
			break;
		if (!count_error(self, error < 0 ? error : -EAGAIN))
			return;
		if (error != -ECONNREFUSED && error != -EMSGSIZE)
			break;
	}
	if (!ping_host_is_all_sent(self)) {
		ping_host_schedule(self);
		return;
	}
	timer_start(self->timeout, self->ping->request.limit);
	stop_if_complete(self);
}

static void read_replies(struct ping_host *self, int max)
{
	static uint8_t data[DATAGRAM_MAX];
	int failures = 0;

	for (int i = 0; i < max && self->ping->run.output_error == 0; i++) {
		int64_t timestamp;
		ssize_t n = io_receive_timed(self->fd, data, sizeof data, &timestamp);

		if (n == -EAGAIN)
			break;
		if (n >= 0) {
			struct echo_reply reply = echo_requests_judge(
				&self->probes, data, (size_t)n, timestamp, ping_host_limit(self));

			ping_host_take(self, &reply, (size_t)n);
			failures = 0;
		} else if (++failures == FAILURES_MAX) {
			ping_host_fail(self, strerror((int)-n));
			return;
		} else if (self->received + self->errors < self->probes.count &&
			   !count_error(self, (int)n)) {
			/* More errors than probes without a reply are not about a probe. */
			return;
		}
	}
	stop_if_complete(self);
}

int ping_udp_on_readable(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	read_replies(userdata, BATCH);
	return 0;
}

void ping_udp_read_last(struct ping_host *self)
{
	read_replies(self, LAST_BATCH);
}
