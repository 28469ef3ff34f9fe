/* SPDX-License-Identifier: ISC */
/* Asks one host for the time: see time_query.h. */
#include "clocks/time_query_parts.h"

#include "base/io_ready.h"
#include "base/now.h"
#include "client/timer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Before the first retry of a request for which there was no room, in microseconds. It
	 * doubles each time, up to: */
	PAUSE = 20 * 1000,
	PAUSE_MAX = 640 * 1000,
};

static int on_limit(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;
	uint64_t limit = self->settings.request.limit;

	/* The first byte was there in time, so the rest gets the whole limit. */
	if (self->reply.size > 0 && self->patience < limit) {
		timer_start(self->limit, limit - self->patience);
		self->patience = limit;
	} else {
		time_query_expire(self);
	}
	return 0;
}

/* Returns 0 or a negative errno. */
static int send_request(struct time_query *self, const uint8_t *request, size_t size)
{
	if (self->is_icmp)
		return icmp_socket_send(self->settings.icmp, &self->listener, request, size);
	while (send(self->fd, request, size, MSG_NOSIGNAL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* Sends the request: on a stream, into whose empty buffer it fits, only once. */
static void ask(struct time_query *self, int64_t dialled)
{
	uint8_t request[TIME_REQUEST_SIZE];
	size_t size = time_reply_request(&self->reply, self->sends, request);
	int error;

	if (size == 0 && !self->reply.is_datagram) {
		self->asked[self->sends++] = dialled;
		return;
	}
	self->asked[self->sends] = now_local();
	if (!self->reply.is_datagram && dialled > 0)
		self->connected = self->asked[self->sends] - dialled;
	/* Most errors arrive later, through the socket. */
	error = send_request(self, request, size);
	if (error == -EAGAIN) {
		timer_start(self->retry, self->pause);
		if (self->pause < PAUSE_MAX)
			self->pause *= 2;
		return;
	}
	self->sends++;
	if (error < 0) {
		time_query_give_up(self, -error);
		return;
	}
	if (self->reply.is_datagram && self->settings.repeat > 0 &&
		self->sends < TIME_QUERY_SENDS_MAX)
		timer_start(self->retry, self->settings.repeat << (self->sends - 1));
}

static int on_retry(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	ask(userdata, 0);
	return 0;
}

/* Ask on a connection, which was begun at the local time dialled; patience is in microseconds. */
static void begin(struct time_query *self, int fd, uint64_t patience, int64_t dialled)
{
	int error;

	time_reply_begin(&self->reply);
	self->state = TIME_REPLY_PARTIAL;
	self->sends = 0;
	self->pause = PAUSE;
	self->had_foreign = false;
	self->connected = 0;
	if (self->is_icmp) {
		/* It has shown that there is a way to the host, and would hold a local port. */
		close(fd);
		fd = -1;
		error = time_query_listen(self, dial_address(self->dial));
	} else {
		error = time_query_watch(self, fd);
	}
	if (error < 0) {
		if (fd >= 0)
			close(fd);
		time_query_fail(self, self->is_icmp && error == -EPERM
					      ? "no permission for raw sockets (CAP_NET_RAW)"
					      : strerror(-error));
		return;
	}
	self->fd = fd;
	self->deadline = now_monotonic() + (int64_t)self->settings.request.limit * 1000;
	self->patience = patience;
	timer_start(self->limit, patience);
	ask(self, dialled);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct time_query *self = userdata;

	if (fd < 0)
		time_query_fail(self, dial_cause(dial));
	else
		begin(self, fd, dial_patience(dial), dial_asked(dial));
}

static void on_held(struct dial *dial __attribute__((unused)), void *userdata)
{
	struct time_query *self = userdata;
	int fd = self->kept;

	if (fd < 0) {
		self->on_ready(self->userdata);
		return;
	}
	self->kept = -1;
	/* Bytes here would belong to an earlier reply. */
	if (io_is_idle(fd)) {
		self->is_kept = true;
		begin(self, fd, self->settings.request.limit, 0);
	} else {
		close(fd);
		dial_go(self->dial);
	}
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
	self->reply = (struct time_reply){.protocol = settings->protocol,
		.is_datagram = settings->request.type != SOCK_STREAM,
		.target = target,
		.path = settings->path};
	self->on_done = on_done;
	self->userdata = userdata;
	self->fd = -1;
	self->kept = -1;
	self->event = event;
	/* A connected UDP socket shows whether there is a way to the host. */
	self->is_icmp = settings->request.type == SOCK_RAW;
	if (self->is_icmp)
		self->settings.request.type = SOCK_DGRAM;
	error = timer_new_limit(event, on_limit, self, &self->limit);
	if (error >= 0)
		error = timer_new_limit(event, on_retry, self, &self->retry);
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

void time_query_use(struct time_query *self, int connection)
{
	self->kept = connection;
	dial_hold(self->dial, on_held);
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

bool time_query_prefer(struct time_query *self, const char *address)
{
	return dial_prefer(self->dial, address);
}

void time_query_end(struct time_query *self)
{
	if (self->is_listening)
		icmp_socket_flush(self->settings.icmp);
	else if (self->fd >= 0 && time_query_receive(self) && self->state == TIME_REPLY_ENOUGH)
		time_query_take_reply(self);
}

void time_query_free(struct time_query *self)
{
	if (self == NULL)
		return;
	time_query_disconnect(self);
	if (self->kept >= 0)
		close(self->kept);
	sd_event_source_disable_unref(self->limit);
	sd_event_source_disable_unref(self->retry);
	dial_free(self->dial);
	free(self);
}
