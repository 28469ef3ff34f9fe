/* SPDX-License-Identifier: ISC */
/* A server that answers with garbage: see garbage.h. */
#include "common/server.h"
#include "base/now.h"
#include "garbage/garbage.h"

#include <err.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NTP_SIZE = 48 };

#define ERA_TO_UNIX INT64_C(2208988800)
#define SECOND INT64_C(1000000000)

/* --- answers ------------------------------------------------------------------------------------
 */

static void put_seconds(uint8_t *data, int64_t seconds)
{
	for (int i = 0; i < 4; i++)
		data[i] = (uint8_t)(seconds >> (24 - 8 * i));
}

/* A reply to an NTP request, RFC 5905. */
static void answer_ntp(struct garbage *self, int64_t now)
{
	memcpy(self->data + 24, self->data + 40, 8);
	self->data[0] = 0x24; /* version 4, server */
	self->data[1] = 1;
	put_seconds(self->data + 16, now + ERA_TO_UNIX);
	memcpy(self->data + 32, self->data + 16, 8);
	memcpy(self->data + 40, self->data + 16, 8);
	self->size = NTP_SIZE;
}

static void answer_text(struct garbage *self, int64_t now)
{
	static const char *const formats[] = {
		"%A, %B %d, %Y %H:%M:%S-UTC\r\n",
		"%a %b %d %H:%M:%S %Y\r\n",
		"HTTP/1.1 200 OK\r\nDate: %a, %d %b %Y %H:%M:%S GMT\r\nAge: 1\r\nServer: x\r\n\r\n",
		"HTTP/1.1 301 Moved\r\nDate: %A, %d-%b-%y %H:%M:%S GMT\r\n\r\n",
		"61366 %y-%m-%d %H:%M:%S 00 0 0 123.4 UTC(NIST) *\r\n",
	};
	time_t seconds = (time_t)now;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	self->size = strftime((char *)self->data, sizeof self->data,
		formats[garbage_below(self, sizeof formats / sizeof *formats)], &tm);
}

/* The answer to a request, which is in data. */
static void answer(struct garbage *self)
{
	int64_t now = now_local() / SECOND;

	if (self->is_random) {
		garbage_fill(self);
		return;
	}
	switch (garbage_below(self, 6)) {
	case 0:
		garbage_fill(self);
		break;
	case 1:
		put_seconds(self->data, now + ERA_TO_UNIX);
		self->size = 4;
		break;
	case 2:
	case 3:
		answer_text(self, now);
		break;
	default:
		if (self->size == NTP_SIZE)
			answer_ntp(self, now);
		/* Otherwise the echo. */
	}
	garbage_damage(self);
}

/* --- connections --------------------------------------------------------------------------------
 */

/* Until the client closes the connection. */
static void wait_for_end(struct garbage *self, int fd)
{
	while (recv(fd, self->data, sizeof self->data, 0) > 0)
		;
}

static void serve(struct garbage *self, int fd)
{
	const struct linger reset = {.l_onoff = 1};
	const int on = 1;
	/* Some servers talk first. */
	bool waits = garbage_below(self, 4) != 0;
	int answers = 1 + (int)garbage_below(self, 4);

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	while (answers-- > 0) {
		struct pollfd request = {.fd = fd, .events = POLLIN};
		ssize_t n = 0;

		/* Some clients send nothing. */
		if (waits && poll(&request, 1, 20) > 0)
			n = recv(fd, self->data, GARBAGE_DATAGRAM_SIZE, MSG_DONTWAIT);
		self->size = n > 0 ? (size_t)n : 0;
		answer(self);
		garbage_send(self, fd, 0);
		if (waits && n == 0 && answers > 0)
			break;
	}
	switch (garbage_below(self, 4)) {
	case 0:
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		break;
	case 1:
		wait_for_end(self, fd);
		break;
	default:
		shutdown(fd, SHUT_WR);
		wait_for_end(self, fd);
	}
	close(fd);
}

/* --- datagrams ----------------------------------------------------------------------------------
 */

static void serve_datagram(struct garbage *self, int fd)
{
	struct address peer = {.size = sizeof peer.in};
	static uint8_t request[GARBAGE_DATAGRAM_SIZE];
	ssize_t n = recvfrom(fd, request, sizeof request, MSG_DONTWAIT, &peer.any, &peer.size);

	if (n < 0)
		return;
	for (size_t answers = garbage_below(self, 4); answers > 0; answers--) {
		memcpy(self->data, request, (size_t)n);
		self->size = (size_t)n;
		answer(self);
		sendto(fd, self->data,
			self->size < GARBAGE_DATAGRAM_SIZE ? self->size : GARBAGE_DATAGRAM_SIZE, 0,
			&peer.any, peer.size);
	}
}

void garbage_serve(struct garbage *self)
{
	struct address address;
	struct pollfd ready[2];

	/* The port of the one type is perhaps not free for the other. */
	do {
		address_parse("127.0.0.1", "0", &address);
		ready[0] =
			(struct pollfd){.fd = server_open(SOCK_STREAM, &address), .events = POLLIN};
		if (ready[0].fd < 0)
			err(1, "bind");
		server_get_address(ready[0].fd, &address);
		ready[1] =
			(struct pollfd){.fd = server_open(SOCK_DGRAM, &address), .events = POLLIN};
		if (ready[1].fd < 0)
			close(ready[0].fd);
	} while (ready[1].fd < 0);
	server_print_port(ready[0].fd);
	while (poll(ready, 2, -1) > 0) {
		if (ready[0].revents != 0) {
			int fd = accept4(ready[0].fd, NULL, NULL, SOCK_CLOEXEC);

			if (fd >= 0)
				serve(self, fd);
		}
		if (ready[1].revents != 0)
			serve_datagram(self, ready[1].fd);
	}
}
