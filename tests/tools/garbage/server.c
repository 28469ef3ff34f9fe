/* SPDX-License-Identifier: ISC */
/*
 * A server that answers with garbage, over TCP and UDP on one port of 127.0.0.1, which it prints:
 * random bytes, or what a service might send, with mistakes; in pieces, and then a close, a reset
 * or silence. The same seed makes the same choices for the same sequence of connections and
 * datagrams. It serves one connection at a time.
 */
#include "base/now.h"
#include "base/prng.h"
#include "common/server.h"

#include <err.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	DATA_SIZE = 65507, /* the largest datagram over IPv4 */
	RANDOM_MAX = 2000,
	NTP_SIZE = 48,
};

#define ERA_TO_UNIX INT64_C(2208988800)
#define SECOND INT64_C(1000000000)

struct garbage {
	struct prng prng;
	bool is_random; /* nothing that a service might send */
	uint8_t data[2 * DATA_SIZE];
	size_t size; /* of the answer */
};

static size_t below(struct garbage *self, size_t bound)
{
	return (size_t)prng_below(&self->prng, bound);
}

/* --- answers ------------------------------------------------------------------------------------
 */

static void fill_randomly(struct garbage *self)
{
	size_t max = below(self, 8) == 0 ? DATA_SIZE : RANDOM_MAX;

	self->size = 1 + below(self, max);
	for (size_t i = 0; i < self->size; i++)
		self->data[i] = (uint8_t)below(self, 256);
}

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
		formats[below(self, sizeof formats / sizeof *formats)], &tm);
}

/* Up to three mistakes, or none. */
static void damage(struct garbage *self)
{
	for (size_t i = below(self, 4); i > 0 && self->size > 1; i--) {
		size_t at = below(self, self->size);

		switch (below(self, 5)) {
		case 0:
			self->data[at] ^= (uint8_t)(1U << below(self, 8));
			break;
		case 1:
			self->data[at] = (uint8_t)below(self, 256);
			break;
		case 2:
			self->size = at;
			break;
		case 3:
			memmove(self->data + at, self->data + at + 1, self->size - at - 1);
			self->size--;
			break;
		default:
			/* The whole again, after its first part. */
			if (at + self->size <= sizeof self->data) {
				memmove(self->data + at, self->data, self->size);
				self->size += at;
			}
		}
	}
}

/* The answer to a request, which is in data. */
static void answer(struct garbage *self)
{
	int64_t now = now_local() / SECOND;

	if (self->is_random) {
		fill_randomly(self);
		return;
	}
	switch (below(self, 6)) {
	case 0:
		fill_randomly(self);
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
	damage(self);
}

/* --- connections --------------------------------------------------------------------------------
 */

/* Errors are those of a client that has gone. */
static void send_pieces(struct garbage *self, int fd)
{
	size_t sent = 0;

	while (sent < self->size) {
		size_t max = below(self, 4) == 0 ? 8 : self->size;
		size_t size = 1 + below(self, max);
		ssize_t n;

		if (size > self->size - sent)
			size = self->size - sent;
		n = send(fd, self->data + sent, size, MSG_NOSIGNAL);
		if (n < 0)
			return;
		sent += (size_t)n;
	}
}

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
	bool waits = below(self, 4) != 0;
	int answers = 1 + (int)below(self, 4);

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	while (answers-- > 0) {
		struct pollfd request = {.fd = fd, .events = POLLIN};
		ssize_t n = 0;

		/* Some clients send nothing. */
		if (waits && poll(&request, 1, 20) > 0)
			n = recv(fd, self->data, DATA_SIZE, MSG_DONTWAIT);
		self->size = n > 0 ? (size_t)n : 0;
		answer(self);
		send_pieces(self, fd);
		if (waits && n == 0 && answers > 0)
			break;
	}
	switch (below(self, 4)) {
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
	static uint8_t request[DATA_SIZE];
	ssize_t n = recvfrom(fd, request, sizeof request, MSG_DONTWAIT, &peer.any, &peer.size);

	if (n < 0)
		return;
	for (size_t answers = below(self, 4); answers > 0; answers--) {
		memcpy(self->data, request, (size_t)n);
		self->size = (size_t)n;
		answer(self);
		sendto(fd, self->data, self->size < DATA_SIZE ? self->size : DATA_SIZE, 0,
			&peer.any, peer.size);
	}
}

static _Noreturn void show_usage(void)
{
	fputs("usage: garbage [-r] SEED\n-r: random bytes only\n", stderr);
	exit(2);
}

int main(int argc, char *argv[])
{
	static struct garbage self;
	struct address address;
	struct pollfd ready[2];
	int option;

	while ((option = getopt(argc, argv, "r")) != -1) {
		if (option != 'r')
			show_usage();
		self.is_random = true;
	}
	if (argc - optind != 1)
		show_usage();
	self.prng.state = strtoull(argv[optind], NULL, 10);
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
				serve(&self, fd);
		}
		if (ready[1].revents != 0)
			serve_datagram(&self, ready[1].fd);
	}
	return 0;
}
