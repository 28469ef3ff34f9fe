/* SPDX-License-Identifier: ISC */
/* Copies bytes both ways between two sockets: see relay.h. */
#include "client/relay.h"

#include "base/io_ready.h"
#include "base/now.h"
#include "client/timer.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum {
	/*
	 * Bytes. Over TCP on loopback, 64 KiB takes a quarter more CPU time. splice(2) would not be
	 * faster: systemd-socket-proxyd, which uses it, forwards 0.9 times as many bytes a second
	 * in tests/bench/redirect. It would also need a pipe for each direction, and pipe(7) limits
	 * the pages in all pipes of a user.
	 */
	BUFFER_SIZE = 256 * 1024,
	/* Reads of one side before the other has its turn. */
	READS = 16,
};

static const char *const names[] = {[RELAY_CLIENT] = "client", [RELAY_SERVER] = "server"};

/* A socket, and the data that came from it. */
struct side {
	struct relay *relay;
	enum relay_side opposite;
	int fd;
	sd_event_source *source;
	bool has_hung_up; /* both directions of the connection have ended */
	bool has_ended;   /* it sends no more; the opposite side was half-closed */
	uint64_t bytes;   /* from it, that the opposite side has accepted */
	size_t size;      /* of the data */
	size_t sent;      /* the part of these that is sent */
	char data[BUFFER_SIZE];
};

struct relay {
	struct side sides[2];
	struct relay_limits limits;
	sd_event_source *timer;
	int64_t active; /* when a byte or an end came last: now_monotonic() */
	int64_t due;    /* when the timer expires; 0 if it is off */
	bool is_done;
	relay_done *on_done;
	void *userdata;
};

static struct side *opposite(const struct side *self)
{
	return &self->relay->sides[self->opposite];
}

static bool is_pending(const struct side *self)
{
	return self->sent < self->size;
}

static void finish(struct relay *self, const char *cause)
{
	if (self->is_done)
		return;
	self->is_done = true;
	for (int i = 0; i < 2; i++)
		sd_event_source_set_enabled(self->sides[i].source, SD_EVENT_OFF);
	timer_stop(self->timer);
	self->on_done(self, cause, self->userdata);
}

/*
 * connect(2) with AF_UNSPEC resets a TCP connection at once. After SO_LINGER, close(2) would do so
 * only once the supervisor has closed its copy of the descriptor, too. A UNIX socket has no reset.
 */
static void reset(int fd)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};

	if (connect(fd, &none, sizeof none) < 0)
		shutdown(fd, SHUT_RDWR);
}

void relay_stop(struct relay *self, const char *cause)
{
	for (int i = 0; i < 2; i++)
		reset(self->sides[i].fd);
	finish(self, cause);
}

/* The connection to this side has failed, with a negative errno. */
static void fail(struct side *self, int error)
{
	char cause[128];

	snprintf(cause, sizeof cause, "%s: %s", names[self - self->relay->sides], strerror(-error));
	relay_stop(self->relay, cause);
}

/* --- data ------------------------------------------------------------------------------------- */

/* Sends what came from this side. Returns 0 or a negative errno. */
static int flush(struct side *self)
{
	int error;
	size_t n = io_send_ready(
		opposite(self)->fd, self->data + self->sent, self->size - self->sent, &error);

	self->sent += n;
	self->bytes += n;
	if (n > 0)
		self->relay->active = now_monotonic();
	return error;
}

/* The opposite side takes no more data. Passes on what it sent before that. */
static void fail_opposite(struct side *self, int error)
{
	struct side *failed = opposite(self);

	for (int i = 0; i < READS && flush(failed) == 0 && !is_pending(failed); i++) {
		ssize_t n = io_receive_ready(failed->fd, failed->data, sizeof failed->data);

		failed->size = n > 0 ? (size_t)n : 0;
		failed->sent = 0;
	}
	fail(failed, error);
}

/* Returns true if more may follow at once. */
static bool receive(struct side *self)
{
	ssize_t n = io_receive_ready(self->fd, self->data, sizeof self->data);

	if (n == -EAGAIN)
		return false;
	if (n < 0) {
		fail(self, (int)n);
		return false;
	}
	self->relay->active = now_monotonic();
	self->size = (size_t)n;
	self->sent = 0;
	if (n == 0) {
		self->has_ended = true;
		shutdown(opposite(self)->fd, SHUT_WR);
	}
	return n == sizeof self->data;
}

/* Moves data from this side to the opposite one, until either must wait. */
static void move(struct side *self)
{
	bool has_more = true;

	for (int i = 0; i < READS; i++) {
		int error = is_pending(self) ? flush(self) : 0;

		if (error < 0)
			fail_opposite(self, error);
		if (error < 0 || is_pending(self) || !has_more || self->has_ended)
			return;
		has_more = receive(self);
	}
}

/* --- events ----------------------------------------------------------------------------------- */

static void watch(struct side *self)
{
	uint32_t events = (is_pending(self) || self->has_ended ? 0 : EPOLLIN) |
			  (is_pending(opposite(self)) ? EPOLLOUT : 0);

	sd_event_source_set_io_events(self->source, events);
	/* Without events, epoll(7) still reports an error, which is wanted, and a hangup again and
	 * again. */
	sd_event_source_set_enabled(
		self->source, events != 0 || !self->has_hung_up ? SD_EVENT_ON : SD_EVENT_OFF);
}

static bool is_servers_turn(const struct relay *self)
{
	const struct side *client = &self->sides[RELAY_CLIENT];

	return !is_pending(&self->sides[RELAY_SERVER]) && (is_pending(client) || client->has_ended);
}

/* The shorter one of the limits that apply now, in microseconds; 0 for none. */
static uint64_t limit_of(const struct relay *self)
{
	uint64_t idle = self->limits.idle;
	uint64_t server = is_servers_turn(self) ? self->limits.server : 0;

	return server != 0 && (idle == 0 || server < idle) ? server : idle;
}

/* Leaves a timer that expires earlier as it is: to restart it for each byte would cost more. */
static void set_timer(struct relay *self)
{
	uint64_t limit = limit_of(self);
	int64_t due = self->active + (int64_t)limit * 1000;
	int64_t rest;

	if (limit == 0 || (self->due != 0 && self->due <= due))
		return;
	rest = due - now_monotonic();
	self->due = due;
	timer_start(self->timer, rest > 0 ? (uint64_t)rest / 1000 : 0);
}

static int on_timer(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct relay *self = userdata;
	uint64_t limit = limit_of(self);
	char cause[80];

	self->due = 0;
	if (limit == 0 || now_monotonic() < self->active + (int64_t)limit * 1000) {
		set_timer(self);
		return 0;
	}
	if (limit == self->limits.idle)
		snprintf(cause, sizeof cause,
			"no byte in either direction for %g s; -t allows more",
			(double)limit / 1e6);
	else
		snprintf(cause, sizeof cause, "the server was silent for %g s; -w allows more time",
			(double)limit / 1e6);
	relay_stop(self, cause);
	return 0;
}

/* An error ends both connections, even if the opposite side is full. */
static void check_error(struct side *self)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error != 0)
		fail(self, -error);
}

static int on_ready(sd_event_source *source __attribute__((unused)), int fd __attribute__((unused)),
	uint32_t events, void *userdata)
{
	struct side *self = userdata;
	struct relay *relay = self->relay;

	if (events & EPOLLOUT)
		move(opposite(self));
	if (relay->is_done)
		return 0;
	/* What came before an error is in the queue. */
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !is_pending(self) && !self->has_ended)
		move(self);
	else if (events & EPOLLERR)
		check_error(self);
	else if (events & EPOLLHUP)
		self->has_hung_up = true;
	if (relay->sides[RELAY_CLIENT].has_ended && relay->sides[RELAY_SERVER].has_ended)
		finish(relay, NULL);
	if (relay->is_done)
		return 0;
	watch(&relay->sides[RELAY_CLIENT]);
	watch(&relay->sides[RELAY_SERVER]);
	set_timer(relay);
	return 0;
}

static int begin(struct relay *relay, enum relay_side side, sd_event *event, int fd)
{
	struct side *self = &relay->sides[side];
	const int yes = 1;

	self->relay = relay;
	self->opposite = !side;
	self->fd = fd;
	/* How data is divided into segments is the sender's decision. Fails for a UNIX socket. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	return sd_event_add_io(event, &self->source, fd, EPOLLIN, on_ready, self);
}

int relay_new(sd_event *event, int client, int server, const struct relay_limits *limits,
	relay_done *on_done, void *userdata, struct relay **ret_relay)
{
	struct relay *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->limits = *limits;
	self->active = now_monotonic();
	self->on_done = on_done;
	self->userdata = userdata;
	error = timer_new_limit(event, on_timer, self, &self->timer);
	if (error >= 0)
		error = begin(self, RELAY_CLIENT, event, client);
	if (error >= 0)
		error = begin(self, RELAY_SERVER, event, server);
	if (error < 0)
		return error;
	set_timer(self);
	*ret_relay = self;
	return 0;
}

uint64_t relay_bytes(const struct relay *self, enum relay_side from)
{
	return self->sides[from].bytes;
}
