/* SPDX-License-Identifier: ISC */
/* A client that sends garbage: see garbage.h. */
#include "garbage/garbage.h"

#include <err.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

/* A socket that waits at most for a short time once it is connected, from a random address. */
static int open_socket(struct garbage *self, const struct garbage_visits *visits, int type)
{
	const struct timeval limit = {.tv_usec = 50000};
	const struct sockaddr_in source = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(0x7f000001 | (uint32_t)garbage_below(self, 1 << 16) << 8)};
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (const struct sockaddr *)&source, sizeof source) < 0)
		err(1, "socket or bind");
	if (connect(fd, &visits->server.any, visits->server.size) < 0)
		err(1, "connect");
	/* Not before connect(2): it would give up as soon. */
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	return fd;
}

/* Random bytes, or what a right client might send, with mistakes. */
static void choose_data(struct garbage *self, const char *text)
{
	if (self->is_random || garbage_below(self, 2) == 0) {
		garbage_fill(self);
		return;
	}
	self->size = strlen(text);
	memcpy(self->data, text, self->size);
	garbage_damage(self);
}

/* Some of the replies, until the end or for a short time. */
static void receive(struct garbage *self, int fd)
{
	static uint8_t replies[65536];

	for (size_t i = garbage_below(self, 8); i > 0; i--)
		if (recv(fd, replies, 1 + garbage_below(self, sizeof replies), 0) <= 0)
			return;
}

static void misbehave(struct garbage *self, int fd, const char *text)
{
	const struct linger reset = {.l_onoff = 1};
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	for (size_t messages = garbage_below(self, 4); messages > 0; messages--) {
		choose_data(self, text);
		/* The last byte of each urgent piece is out of band. */
		garbage_send(self, fd, garbage_below(self, 4) == 0 ? MSG_OOB : 0);
		receive(self, fd);
	}
	switch (garbage_below(self, 4)) {
	case 0:
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		break;
	case 1:
		shutdown(fd, SHUT_RD);
		break;
	case 2:
		shutdown(fd, SHUT_WR);
		receive(self, fd);
		break;
	default:
		/* A close, which resets the connection if replies have not been received. */
		break;
	}
}

void garbage_connect(struct garbage *self, const struct garbage_visits *visits)
{
	for (int64_t i = 0; i < visits->count; i++) {
		int fd = open_socket(self, visits, SOCK_STREAM);

		misbehave(self, fd, visits->text);
		close(fd);
	}
}

void garbage_send_datagrams(struct garbage *self, const struct garbage_visits *visits)
{
	for (int64_t i = 0; i < visits->count; i++) {
		int fd = open_socket(self, visits, SOCK_DGRAM);

		for (size_t left = garbage_below(self, 8); left > 0; left--) {
			choose_data(self, visits->text);
			if (garbage_below(self, 4) == 0)
				self->size = 0;
			else if (garbage_below(self, 8) == 0)
				self->size = GARBAGE_DATAGRAM_SIZE;
			if (self->size > GARBAGE_DATAGRAM_SIZE)
				self->size = GARBAGE_DATAGRAM_SIZE;
			send(fd, self->data, self->size, 0);
		}
		receive(self, fd);
		close(fd);
	}
}
