/* Asks the time service of one host: see time_query.h. */
#include "clocks/time_query.h"

#include "base/io_ready.h"
#include "base/now.h"
#include "client/dial.h"
#include "client/endpoint.h"
#include "client/timer.h"
#include "clocks/interval.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

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
	uint64_t patience;      /* for its first byte: dial_patience() */
	sd_event_source *retry; /* UDP: the next retransmission */
	unsigned repeated;      /* UDP: retransmissions so far */
	int64_t asked;
	int64_t answered; /* when the reply was complete enough to read the time */
	char address[TIME_QUERY_ADDRESS_SIZE];
	struct time_reply reply;
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

/* The reply is complete, or no more of it is expected. */
static void take_reply(struct time_query *self)
{
	const struct time_query_settings *settings = &self->settings;
	int64_t near = settings->has_pivot ? settings->pivot : self->answered / INTERVAL_SECOND;
	struct time_query_result result = {.asked = self->asked, .answered = self->answered};
	char cause[TIME_REPLY_CAUSE_SIZE];

	if (time_reply_parse(&self->reply, near, &result.time, &result.advance, cause)) {
		finish(self, &result);
		return;
	}
	disconnect(self);
	dial_next(self->dial, cause);
}

static int on_limit(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;
	char cause[80];

	if (self->reply.size > 0 && self->patience < self->settings.request.limit) {
		timer_start(self->limit, self->settings.request.limit - self->patience);
		self->patience = self->settings.request.limit;
		return 0;
	}
	if (self->reply.size > 0) {
		take_reply(self);
		return 0;
	}
	snprintf(cause, sizeof cause, "no reply within %g s; -w allows more time",
		(double)self->settings.request.limit / 1e6);
	disconnect(self);
	dial_next_silent(self->dial, cause);
	return 0;
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
	struct time_reply *reply = &self->reply;
	bool is_datagram = self->settings.request.type == SOCK_DGRAM;

	for (;;) {
		size_t room = time_reply_room(reply);
		size_t had = reply->size;
		bool had_enough = time_reply_is_enough(reply);
		int64_t noted;
		ssize_t n = io_receive_timed(fd, reply->data + had, room - had, &noted);

		if (n == -EAGAIN)
			return 0;
		if (n < 0 && had == 0) {
			give_up_address(self, (int)-n);
			return 0;
		}
		if (n > 0)
			reply->size += (size_t)n;
		if (n > 0 && !had_enough)
			self->answered = arrival_time(self, noted);
		/* On a stream, wait for EOF: 4 bytes may be the first half of an 8-byte reply. */
		if (n <= 0 || is_datagram || reply->size == room) {
			take_reply(self);
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
	self->reply.size = 0;
	self->repeated = 0;
	if (endpoint_address(fd, self->address, sizeof self->address) < 0)
		self->address[0] = '\0';
	if (sd_event_add_io(
		    self->event, &self->readable, fd, EPOLLIN | EPOLLET, on_readable, self) < 0) {
		fail(self, strerror(ENOMEM));
		return;
	}
	self->patience = dial_patience(dial);
	timer_start(self->limit, self->patience);
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
	struct time_query **ret_query)
{
	struct time_query *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->settings = *settings;
	self->settings.request.is_timed = true;
	self->reply.protocol = settings->protocol;
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
	*ret_query = self;
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
