/* Asking one host's time service: see probe.h. */
#include "probe.h"

#include "dial.h"
#include "io.h"
#include "now.h"
#include "rfc868.h"
#include "timer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Enough of a reply that is too long to say what it is. */
enum { REPLY_SIZE = 64 };

/* GNU inetutils sends a long, RFC868_SIZE octets on some machines and twice that on most. */
enum { LONG_SIZE = 2 * RFC868_SIZE };

/* Over UDP, the question is asked again after this long, in microseconds, and twice that, and so
 * on. */
enum { RETRY_USEC = 500 * 1000 };

struct probe {
	struct request request;
	probe_done *done;
	void *userdata;
	struct dial *dial;
	int fd; /* the connection, or -1 */
	sd_event *event;
	sd_event_source *readable;
	sd_event_source *limit; /* on the silence of one address */
	sd_event_source *retry; /* UDP: when to ask again */
	unsigned asked;         /* UDP: how often */
	uint8_t reply[REPLY_SIZE];
	size_t size;        /* octets of it that came */
	int64_t local_time; /* when the last octet of a whole reply came */
};

static void disconnect(struct probe *self)
{
	self->readable = sd_event_source_disable_unref(self->readable);
	timer_stop(self->limit);
	timer_stop(self->retry);
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
}

static void fail(struct probe *self, const char *cause)
{
	struct probe_result result = {.cause = cause};

	disconnect(self);
	self->done(&result, self->userdata);
}

static void succeed(struct probe *self)
{
	int64_t host_time = rfc868_decode(self->reply, self->local_time);
	struct probe_result result = {
		.host_time = host_time, .difference = host_time - self->local_time};

	disconnect(self);
	self->done(&result, self->userdata);
}

/* A 64-bit number in the octet order of a machine, with the reply in the half where it landed. */
static bool is_long(const uint8_t reply[LONG_SIZE])
{
	static const uint8_t zero[RFC868_SIZE];

	return memcmp(reply, zero, sizeof zero) == 0 ||
	       memcmp(reply + RFC868_SIZE, zero, sizeof zero) == 0;
}

/* All has come that will: four octets are the time, and anything else is a mistake to be named. */
static void judge(struct probe *self)
{
	char cause[160];
	int length;

	if (self->size == RFC868_SIZE) {
		succeed(self);
		return;
	}
	if (self->size == 0) {
		fail(self, "0 bytes came instead of 4: the server has no time to tell");
		return;
	}
	if (self->size == LONG_SIZE && is_long(self->reply)) {
		fail(self, "8 bytes came instead of 4: the server sends a 64-bit long, "
			   "as GNU inetutils does");
		return;
	}
	length = snprintf(cause, sizeof cause,
		"%s%zu bytes came instead of 4:", self->size >= REPLY_SIZE ? "at least " : "",
		self->size);
	for (size_t i = 0; i < self->size && i < 16; i++)
		length += snprintf(
			cause + length, sizeof cause - (size_t)length, " %02x", self->reply[i]);
	if (self->size > 16)
		snprintf(cause + length, sizeof cause - (size_t)length, " ...");
	fail(self, cause);
}

static int on_limit(sd_event_source *source, uint64_t now, void *userdata)
{
	struct probe *self = userdata;
	char cause[80];

	(void)source;
	(void)now;
	if (self->size > 0) {
		judge(self);
		return 0;
	}
	snprintf(cause, sizeof cause, "no reply within %g s; -w allows more time",
		(double)self->request.limit / 1e6);
	/* Nothing comes from this address: perhaps from the next. */
	disconnect(self);
	dial_next(self->dial, cause);
	return 0;
}

static int on_readable(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct probe *self = userdata;
	size_t had = self->size;
	bool is_datagram = self->request.type == SOCK_DGRAM;
	ssize_t n = io_receive_ready(fd, self->reply + had, sizeof self->reply - had);

	(void)source;
	(void)events;
	if (n == -EAGAIN)
		return 0;
	if (n < 0 && had == 0) {
		disconnect(self);
		if (n == -ECONNREFUSED)
			dial_next_after(self->dial, ECONNREFUSED); /* a datagram was refused */
		else
			dial_next(self->dial, strerror((int)-n));
		return 0;
	}
	if (n > 0)
		self->size += (size_t)n;
	if (had < RFC868_SIZE && self->size >= RFC868_SIZE)
		now_get(&self->local_time);
	/* A stream has said all at its end: only then is it known that there are not eight. */
	if (n <= 0 || is_datagram || self->size == sizeof self->reply)
		judge(self);
	return 0;
}

/* UDP: an empty datagram is the question. What became of it, the socket tells later. */
static int on_retry(sd_event_source *source, uint64_t now, void *userdata)
{
	struct probe *self = userdata;

	(void)source;
	(void)now;
	send(self->fd, "", 0, MSG_NOSIGNAL);
	timer_start(self->retry, (uint64_t)RETRY_USEC << self->asked);
	self->asked++;
	return 0;
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct probe *self = userdata;

	if (fd < 0) {
		fail(self, dial_cause(dial));
		return;
	}
	self->fd = fd;
	self->size = 0;
	self->asked = 0;
	if (sd_event_add_io(self->event, &self->readable, fd, EPOLLIN, on_readable, self) < 0) {
		fail(self, strerror(ENOMEM));
		return;
	}
	timer_start(self->limit, self->request.limit);
	if (self->request.type == SOCK_DGRAM)
		on_retry(NULL, 0, self);
}

int probe_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct request *request, probe_done *done, void *userdata, struct probe **ret)
{
	struct probe *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->request = *request;
	self->done = done;
	self->userdata = userdata;
	self->fd = -1;
	self->event = event;
	error = timer_new(event, on_limit, self, &self->limit);
	if (error >= 0)
		error = timer_new(event, on_retry, self, &self->retry);
	if (error >= 0)
		error = dial_new(event, resolver, target, request, on_dialled, self, &self->dial);
	if (error < 0) {
		probe_free(self);
		return error;
	}
	*ret = self;
	return 0;
}

void probe_free(struct probe *self)
{
	if (self == NULL)
		return;
	disconnect(self);
	sd_event_source_unref(self->limit);
	sd_event_source_unref(self->retry);
	dial_free(self->dial);
	free(self);
}
