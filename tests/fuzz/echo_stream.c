/* SPDX-License-Identifier: ISC */
/*
 * The probes of ping on a connection whose server echoes, in any pieces, until it does something
 * else. A probe counts if, and only if, the server returned it unchanged.
 */
#include "commands/ping_transport.h"
#include "fuzz/input.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PROBES = 4, SIZE = ECHO_REQUEST_MAX };

static uint8_t probe[SIZE];
static bool has_cheated; /* the server sent something else than the echo */
static int server = -1;
static size_t echoed; /* bytes of the probe that the server has returned */

/* --- what ping_host.c does otherwise ------------------------------------------------------------
 */

void ping_host_end(struct ping_host *self)
{
	self->has_ended = true;
}

void ping_host_fail(struct ping_host *self, const char *cause)
{
	if (!has_cheated || cause[0] == '\0' || self->has_ended)
		abort();
	close(self->fd);
	self->fd = -1;
	ping_host_end(self);
}

void ping_host_fail_silent(struct ping_host *self)
{
	(void)self;
	abort(); /* the limit is long */
}

bool ping_host_is_all_sent(const struct ping_host *self)
{
	return self->probes.count == self->ping->count;
}

int64_t ping_host_limit(const struct ping_host *self)
{
	return (int64_t)self->ping->request.limit * PING_NANOSECONDS;
}

void ping_host_schedule(struct ping_host *self)
{
	if (echo_requests_next(&self->probes, self->probe) < 0)
		abort();
	echoed = 0;
	ping_tcp_send(self);
}

void ping_host_take(struct ping_host *self, const struct echo_reply *reply, size_t size)
{
	if (reply->kind != ECHO_REPLY_CORRECT || reply->number != self->probes.count ||
		size != self->ping->size || echoed != size)
		abort();
	self->received++;
}

/* --- the server ----------------------------------------------------------------------------------
 */

static void send_bytes(const void *data, size_t size)
{
	if (size > 0)
		(void)!send(server, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Returns some bytes of the probe that it has received. */
static void echo(size_t size)
{
	static uint8_t piece[SIZE];
	ssize_t n = recv(server, piece, size, MSG_DONTWAIT);

	if (n <= 0)
		return;
	send_bytes(piece, (size_t)n);
	echoed += (size_t)n;
}

static void act(struct input *input)
{
	uint8_t choice = input_byte(input);
	uint8_t byte = input_byte(input);

	switch (choice % 8) {
	case 0:
		has_cheated = true;
		byte = (uint8_t)(probe[echoed] ^ (byte | 1));
		send_bytes(&byte, 1);
		send_bytes(input->data, input->size);
		break;
	case 1:
		has_cheated = true;
		shutdown(server, SHUT_WR);
		break;
	case 2:
		echo(SIZE);
		break;
	default:
		echo((size_t)1 + byte % 64);
	}
}

static void run(struct ping_host *self, struct input *input)
{
	ping_host_schedule(self);
	while (input->size > 0 && !self->has_ended) {
		act(input);
		ping_tcp_on_ready(self->connection, self->fd, EPOLLIN | EPOLLOUT, self);
		if (self->has_ended != (has_cheated || self->received == PROBES))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static sd_event *event;
	struct input input = {data, size};
	struct ping ping = {.count = PROBES, .request.limit = UINT64_C(1000000000)};
	struct ping_host self = {.ping = &ping, .probe = probe};
	int ends[2];

	if ((event == NULL && sd_event_new(&event) < 0) ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0)
		abort();
	self.fd = ends[0];
	server = ends[1];
	has_cheated = false;
	ping.size = ECHO_REQUEST_MIN + (size_t)input_byte(&input) % 16 * 1024;
	if (sd_event_add_io(event, &self.connection, self.fd, EPOLLIN, ping_tcp_on_ready, &self) <
			0 ||
		sd_event_add_time(event, &self.timeout, CLOCK_MONOTONIC, 0, 0, NULL, NULL) < 0 ||
		echo_requests_begin(&self.probes, ping.size, 1) < 0)
		abort();
	run(&self, &input);
	sd_event_source_disable_unref(self.connection);
	sd_event_source_disable_unref(self.timeout);
	if (self.fd >= 0)
		close(self.fd);
	close(server);
	free(self.probes.kept);
	return 0;
}
