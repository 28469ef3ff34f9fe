/* Asks the time service of one host: see time_query.h. */
#include "clocks/time_query.h"

#include "base/io_ready.h"
#include "base/now.h"
#include "client/dial.h"
#include "client/endpoint.h"
#include "client/timer.h"
#include "clocks/interval.h"
#include "protocol/daytime.h"
#include "protocol/rfc868.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sizes of a daytime line, and of a time reply: more than 4 bytes, to show a wrong reply. */
enum { REPLY_SIZE = 256, TIME_REPLY_SIZE = 64 };

/* GNU inetutils sends a long: RFC868_SIZE bytes on some machines, twice that on most. */
enum { LONG_SIZE = 2 * RFC868_SIZE };

struct time_query {
	struct time_query_settings settings;
	time_query_done *on_done;
	time_query_ready *on_ready;
	void *userdata;
	struct dial *dial;
	int fd; /* the connection, or -1 */
	sd_event *event;
	sd_event_source *readable;
	sd_event_source *limit; /* timeout for one address */
	sd_event_source *retry; /* UDP: the next retransmission */
	unsigned repeated;      /* UDP: retransmissions so far */
	size_t size;            /* bytes received of the reply */
	int64_t asked;
	int64_t answered; /* when the reply was complete enough to read the time */
	char address[TIME_QUERY_ADDRESS_SIZE];
	uint8_t reply[REPLY_SIZE];
};

static void disconnect(struct time_query *self)
{
	self->readable = sd_event_source_disable_unref(self->readable);
	timer_stop(self->limit);
	timer_stop(self->retry);
	if (self->fd >= 0)
		close(self->fd);
	self->fd = -1;
}

/* Report the result. The callback may free the query, so nothing may follow. */
static void finish(struct time_query *self, const struct time_query_result *result)
{
	struct time_query_result copy = *result;

	disconnect(self);
	memcpy(copy.address, self->address, sizeof copy.address);
	self->on_done(&copy, self->userdata);
}

static void fail(struct time_query *self, const char *cause)
{
	finish(self, &(struct time_query_result){.cause = cause});
}

static void succeed(struct time_query *self, int64_t time, int64_t advance)
{
	finish(self, &(struct time_query_result){.time = time,
			     .advance = advance,
			     .asked = self->asked,
			     .answered = self->answered});
}

/* True for a 64-bit number in host byte order: either half is zero. */
static bool is_long(const uint8_t reply[LONG_SIZE])
{
	static const uint8_t zero[RFC868_SIZE];

	return memcmp(reply, zero, sizeof zero) == 0 ||
	       memcmp(reply + RFC868_SIZE, zero, sizeof zero) == 0;
}

/* Exactly 4 bytes are the time. Anything else is an error that names the bytes. */
static void judge_time(struct time_query *self)
{
	const struct time_query_settings *settings = &self->settings;
	char cause[160];
	int length;

	if (self->size == RFC868_SIZE) {
		int64_t near =
			settings->has_pivot ? settings->pivot : self->answered / INTERVAL_SECOND;

		succeed(self, rfc868_decode(self->reply, near), 0);
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
		"%s%zu bytes came instead of 4:", self->size >= TIME_REPLY_SIZE ? "at least " : "",
		self->size);
	for (size_t i = 0; i < self->size && i < 16; i++)
		length += snprintf(
			cause + length, sizeof cause - (size_t)length, " %02x", self->reply[i]);
	if (self->size > 16)
		snprintf(cause + length, sizeof cause - (size_t)length, " ...");
	fail(self, cause);
}

static void judge_daytime(struct time_query *self)
{
	struct daytime daytime;
	char cause[DAYTIME_CAUSE_SIZE];

	if (daytime_parse((const char *)self->reply, self->size, &daytime, cause))
		succeed(self, daytime.seconds, daytime.advance);
	else
		fail(self, cause);
}

static void judge(struct time_query *self)
{
	if (self->settings.protocol == PROTOCOL_TIME)
		judge_time(self);
	else
		judge_daytime(self);
}

static int on_limit(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;
	char cause[80];

	if (self->size > 0) {
		judge(self);
		return 0;
	}
	snprintf(cause, sizeof cause, "no reply within %g s; -w allows more time",
		(double)self->settings.request.limit / 1e6);
	disconnect(self);
	dial_next(self->dial, cause);
	return 0;
}

/* The maximum number of bytes to receive. */
static size_t measure_room(const struct time_query *self)
{
	return self->settings.protocol == PROTOCOL_TIME ? TIME_REPLY_SIZE : REPLY_SIZE;
}

/* True once the reply contains the time: 4 bytes, or a whole line. */
static bool is_enough(const struct time_query *self)
{
	size_t i = 0;

	if (self->settings.protocol == PROTOCOL_TIME)
		return self->size >= RFC868_SIZE;
	/* NIST's line begins with a newline. */
	while (i < self->size && self->reply[i] <= ' ')
		i++;
	return memchr(self->reply + i, '\n', self->size - i) != NULL;
}

/* When the bytes just received arrived: the kernel's timestamp if it is valid, else now. */
static int64_t arrival_time(const struct time_query *self, int64_t noted)
{
	int64_t now = now_local();

	/* Ignore a timestamp outside [asked, now]: a clock was stepped or faked. */
	return noted >= self->asked && noted <= now ? noted : now;
}

/* This address failed: try the next one. */
static void give_up_address(struct time_query *self, int error)
{
	disconnect(self);
	if (error == ECONNREFUSED)
		dial_next_refused(self->dial); /* ICMP port unreachable */
	else
		dial_next(self->dial, strerror(error));
}

/* Reads until EAGAIN, because EPOLLET reports only new data. */
static int on_readable(sd_event_source *source __attribute__((unused)), int fd,
	uint32_t events __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;
	bool is_datagram = self->settings.request.type == SOCK_DGRAM;

	for (;;) {
		size_t had = self->size;
		bool had_enough = is_enough(self);
		int64_t noted;
		ssize_t n =
			io_receive_timed(fd, self->reply + had, measure_room(self) - had, &noted);

		if (n == -EAGAIN)
			return 0;
		if (n < 0 && had == 0) {
			give_up_address(self, (int)-n);
			return 0;
		}
		if (n > 0)
			self->size += (size_t)n;
		if (n > 0 && !had_enough)
			self->answered = arrival_time(self, noted);
		/* On a stream, wait for EOF: 4 bytes may be the first half of an 8-byte reply. */
		if (n <= 0 || is_datagram || self->size == measure_room(self)) {
			judge(self);
			return 0;
		}
	}
}

/* UDP: the request is an empty datagram. */
static void ask(struct time_query *self)
{
	/* Most errors arrive later, through the socket. */
	if (send(self->fd, "", 0, MSG_NOSIGNAL) < 0 && errno != EAGAIN) {
		give_up_address(self, errno);
		return;
	}
	if (self->settings.repeat > 0)
		timer_start(self->retry, self->settings.repeat << self->repeated);
}

static int on_retry(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;

	self->repeated++;
	ask(self);
	return 0;
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct time_query *self = userdata;

	if (fd < 0) {
		fail(self, dial_cause(dial));
		return;
	}
	self->fd = fd;
	self->size = 0;
	self->repeated = 0;
	if (endpoint_address(fd, self->address, sizeof self->address) < 0)
		self->address[0] = '\0';
	if (sd_event_add_io(
		    self->event, &self->readable, fd, EPOLLIN | EPOLLET, on_readable, self) < 0) {
		fail(self, strerror(ENOMEM));
		return;
	}
	timer_start(self->limit, self->settings.request.limit);
	self->asked = dial_asked(dial);
	if (self->settings.request.type == SOCK_DGRAM) {
		self->asked = now_local();
		ask(self);
	}
}

static void on_held(struct dial *dial __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;

	self->on_ready(self->userdata);
}

int time_query_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct time_query_settings *settings, time_query_done *on_done, void *userdata,
	struct time_query **ret)
{
	struct time_query *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->settings = *settings;
	self->settings.request.is_timed = true;
	self->on_done = on_done;
	self->userdata = userdata;
	self->fd = -1;
	self->event = event;
	error = timer_new(event, on_limit, self, &self->limit);
	if (error >= 0)
		error = timer_new(event, on_retry, self, &self->retry);
	if (error >= 0)
		error = dial_new(event, resolver, target, &self->settings.request, on_dialled, self,
			&self->dial);
	if (error < 0) {
		time_query_free(self);
		return error;
	}
	*ret = self;
	return 0;
}

void time_query_hold(struct time_query *self, time_query_ready *on_ready)
{
	self->on_ready = on_ready;
	dial_hold(self->dial, on_held);
}

void time_query_go(struct time_query *self)
{
	dial_go(self->dial);
}

void time_query_free(struct time_query *self)
{
	if (self == NULL)
		return;
	disconnect(self);
	sd_event_source_disable_unref(self->limit);
	sd_event_source_disable_unref(self->retry);
	dial_free(self->dial);
	free(self);
}
