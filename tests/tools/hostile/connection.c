/* SPDX-License-Identifier: ISC */
/* What a hostile peer does with a connection: see hostile.h. */
#include "hostile/hostile.h"

#include <err.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

/* A peer that cannot be as hostile as it should be would prove nothing. */
static void set(int fd, int level, int option, const void *value, socklen_t size)
{
	if (setsockopt(fd, level, option, value, size) < 0)
		err(1, "option %d:%d of a socket", level, option);
}

static void reset(int fd)
{
	const struct linger reset = {.l_onoff = 1, .l_linger = 0};

	set(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	close(fd);
}

/* A socket in repair mode disappears without a FIN or RST: its host has crashed. Needs root. */
static void vanish(int fd)
{
	const int on = 1;

	set(fd, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on);
	close(fd);
}

bool hostile_open(struct hostile_connection *self, const struct address *server,
	const struct address *source, int64_t now)
{
	const int on = 1;
	const int smallest = 1; /* so that a server soon notices that nobody reads */
	int fd = socket(server->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		err(1, "socket");
	self->fd = -1;
	self->is_ended = false;
	self->sent = 0;
	self->due = now;
	set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
	if (self->kind == 'n' || self->kind == 'g')
		set(fd, SOL_SOCKET, SO_RCVBUF, &smallest, sizeof smallest);
	if (bind(fd, &source->any, source->size) < 0)
		err(1, "bind");
	if (connect(fd, &server->any, server->size) < 0) {
		close(fd);
		return false;
	}
	if (self->kind == 'r') {
		reset(fd);
	} else if (self->kind == 'v') {
		vanish(fd);
	} else {
		self->fd = fd;
		if (self->kind == 'h')
			shutdown(fd, SHUT_WR);
	}
	return true;
}

short hostile_events(const struct hostile_connection *self)
{
	short events = POLLRDHUP;

	if (self->kind == 'g' && self->sent < HOSTILE_GARBAGE)
		events |= POLLOUT;
	if (self->kind == 't')
		events |= POLLIN;
	return events;
}

static void send_garbage(struct hostile_connection *self)
{
	static const char garbage[65536] = "\xff\xfe% \r\n";
	ssize_t n = send(self->fd, garbage, sizeof garbage, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n > 0)
		self->sent += n;
}

void hostile_act(struct hostile_connection *self, short events, int64_t now, int64_t interval)
{
	char replies[4096];

	if ((events & POLLIN) != 0)
		recv(self->fd, replies, sizeof replies, MSG_DONTWAIT);
	if ((events & POLLOUT) != 0)
		send_garbage(self);
	if ((events & (POLLRDHUP | POLLERR | POLLHUP)) != 0)
		self->is_ended = true;
	if (self->kind == 't' && !self->is_ended && self->due <= now) {
		send(self->fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
		self->due = now + interval;
	}
}
