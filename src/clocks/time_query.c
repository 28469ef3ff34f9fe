/* SPDX-License-Identifier: ISC */
/* Asks one host for the time: see time_query.h. */
#include "clocks/time_query.h"

#include "base/io_ready.h"
#include "base/now.h"
#include "client/dial.h"
#include "client/endpoint.h"
#include "client/timer.h"
#include "clocks/icmp_reply.h"
#include "clocks/interval.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The most requests of one query: with the intervals doubled, the last follows after minutes. */
enum { SENDS_MAX = 9 };

struct time_query {
	struct time_query_settings settings;
	time_query_done *on_done;
	time_query_ready *on_ready;
	void *userdata;
	struct dial *dial;
	int fd;       /* the connection, or -1; by ICMP only the route */
	int kept;     /* of time_query_use(), before the request; or -1 */
	bool is_kept; /* fd is that connection */
	bool is_icmp;
	struct icmp_listener listener; /* by ICMP, while fd is open */
	sd_event *event;
	sd_event_source *readable;
	sd_event_source *limit;   /* timeout for one address */
	uint64_t patience;        /* for its first byte: dial_patience() */
	sd_event_source *retry;   /* UDP: the next retransmission */
	unsigned sends;           /* requests sent so far */
	int64_t deadline;         /* of the reply: now_monotonic() */
	int64_t asked[SENDS_MAX]; /* of each of them */
	int64_t connected;        /* how long it took to connect before the first of them */
	int64_t answered;         /* when the reply was complete enough to read the time */
	int64_t arrived;          /* the same as now_monotonic(); 0: the kernel did not note it */
	char address[TIME_QUERY_ADDRESS_SIZE];
	struct time_reply reply;
	enum time_reply_state state;
	bool had_foreign; /* a datagram came that is no reply */
};

/* Stop, and return the connection, or -1. */
static int release(struct time_query *self)
{
	int fd = self->fd;

	self->readable = sd_event_source_disable_unref(self->readable);
	timer_stop(self->limit);
	timer_stop(self->retry);
	if (fd >= 0 && self->is_icmp)
		icmp_socket_leave(&self->listener);
	self->fd = -1;
	return fd;
}

static void disconnect(struct time_query *self)
{
	int fd = release(self);

	if (fd >= 0)
		close(fd);
}

/* Report the result. The callback may free the query, so nothing may follow. */
static void finish(struct time_query *self, const struct time_query_result *result)
{
	struct time_query_result copy = *result;

	copy.connection = -1;
	if (result->cause == NULL && self->settings.keeps && self->reply.is_reusable)
		copy.connection = release(self);
	disconnect(self);
	memcpy(copy.address, self->address, sizeof copy.address);
	self->on_done(&copy, self->userdata);
}

static void fail(struct time_query *self, const char *cause)
{
	finish(self, &(struct time_query_result){.cause = cause});
}

/* Disconnect. If another query has kept the connection, connect anew, and return true. */
static bool redial(struct time_query *self)
{
	bool is_kept = self->is_kept;

	disconnect(self);
	self->is_kept = false;
	if (is_kept)
		dial_go(self->dial);
	return is_kept;
}

/* The reply is complete, or no more of it is expected. */
static void take_reply(struct time_query *self)
{
	const struct time_query_settings *settings = &self->settings;
	int64_t near = settings->has_pivot ? settings->pivot * INTERVAL_SECOND : self->answered;
	struct time_query_result result = {.asked = self->asked[self->reply.send],
		.answered = self->answered,
		.arrived = self->arrived,
		.connected = self->connected};
	char cause[TIME_REPLY_CAUSE_SIZE];

	if (time_reply_parse(&self->reply, near, &result.reading, cause)) {
		finish(self, &result);
		return;
	}
	if (self->state == TIME_REPLY_REFUSED) {
		result.cause = cause;
		result.is_refused = true;
		finish(self, &result);
		return;
	}
	if (!redial(self))
		dial_next(self->dial, cause);
}

/* The limit is over. Uses what has arrived, or else tries the next address. */
static void expire(struct time_query *self)
{
	bool is_other = self->had_foreign && !self->is_icmp;
	char cause[160];

	if (self->reply.size > 0) {
		take_reply(self);
		return;
	}
	snprintf(cause, sizeof cause, "no reply within %g s%s%s",
		(double)self->settings.request.limit / 1e6,
		self->is_icmp ? "; many firewalls drop ICMP time stamps"
		: is_other    ? ", only datagrams that answer none of our requests"
			      : "",
		request_advice(&self->settings.request));
	if (!redial(self))
		dial_next_silent(self->dial, cause);
}

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
		expire(self);
	}
	return 0;
}

/* This address failed: try the next one. */
static void give_up_address(struct time_query *self, int error)
{
	if (redial(self))
		return;
	if (error == ECONNREFUSED)
		dial_next_refused(self->dial); /* ICMP port unreachable */
	else
		dial_next(self->dial, strerror(error));
}

/* When bytes arrived: their local time, and the same as now_monotonic(), or 0 if that is unknown.
 */
struct arrival {
	int64_t answered;
	int64_t arrived;
};

/* Of bytes for which the kernel has this timestamp, and which answer a request that was sent at
 * this local time or later. */
static struct arrival find_arrival(int64_t timestamp, int64_t asked)
{
	int64_t now = now_local();

	/* Ignore a timestamp outside [asked, now]: a clock was stepped or faked. UNIX sockets have
	 * none. Then everything received so far counts as in time. */
	if (timestamp < asked || timestamp > now)
		return (struct arrival){.answered = now};
	return (struct arrival){
		.answered = timestamp, .arrived = now_monotonic() - (now - timestamp)};
}

/*
 * Takes what was received at this time. Returns false if it came after the limit, which shows only
 * now if the process was stopped or blocked in between.
 */
static bool add(struct time_query *self, const uint8_t *data, size_t size, int64_t timestamp)
{
	struct time_reply *reply = &self->reply;
	enum time_reply_state before = self->state;
	struct arrival arrival = find_arrival(timestamp, self->asked[0]);

	if (before == TIME_REPLY_PARTIAL && arrival.arrived > self->deadline)
		return false;
	self->state = time_reply_add(reply, data, size);
	if (self->state == TIME_REPLY_FOREIGN) {
		self->state = before;
		self->had_foreign = true;
	} else if (before == TIME_REPLY_PARTIAL) {
		arrival = find_arrival(timestamp, self->asked[reply->send]);
		self->answered = arrival.answered;
		self->arrived = arrival.arrived;
	}
	return true;
}

/* Reads until EAGAIN, because EPOLLET reports only new data. Returns false if the connection is
 * over; the query can then be freed already. */
static bool receive(struct time_query *self)
{
	for (;;) {
		uint8_t data[TIME_REPLY_SIZE];
		int64_t timestamp;
		ssize_t n = io_receive_timed(self->fd, data, sizeof data, &timestamp);

		if (n == -EAGAIN)
			return true;
		if (n < 0 && self->reply.size == 0) {
			give_up_address(self, (int)-n);
			return false;
		}
		if (n >= 0 && (n > 0 || self->reply.is_datagram) &&
			!add(self, data, (size_t)n, timestamp)) {
			expire(self);
			return false;
		}
		/* On a stream, 0 bytes are its end. */
		if (self->state == TIME_REPLY_COMPLETE || self->state == TIME_REPLY_REFUSED ||
			n < 0 || (n == 0 && !self->reply.is_datagram)) {
			take_reply(self);
			return false;
		}
	}
}

static int on_readable(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	receive(userdata);
	return 0;
}

/* Returns 0 or a negative errno. */
static int watch(struct time_query *self, int fd)
{
	if (endpoint_address(fd, self->address, sizeof self->address) < 0)
		self->address[0] = '\0';
	return sd_event_add_io(
		self->event, &self->readable, fd, EPOLLIN | EPOLLET, on_readable, self);
}

/* --- by ICMP -----------------------------------------------------------------------------------
 */

static bool on_received(const uint8_t *packet, size_t size, int64_t timestamp, void *userdata)
{
	struct time_query *self = userdata;

	if (!add(self, packet, size, timestamp)) {
		expire(self);
		return true;
	}
	if (self->state != TIME_REPLY_COMPLETE)
		return false;
	take_reply(self);
	return true;
}

static bool on_failed(const char *cause, const uint8_t *request, size_t size, void *userdata)
{
	struct time_query *self = userdata;

	if (!icmp_reply_is_quoted(&self->reply, request, size))
		return false;
	disconnect(self);
	dial_next(self->dial, cause);
	return true;
}

/* Returns 0 or a negative errno. */
static int listen_to(struct time_query *self, const struct sockaddr *address)
{
	int error = icmp_socket_open(self->settings.icmp);
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;

	if (error < 0)
		return error;
	inet_ntop(AF_INET, &in->sin_addr, self->address, sizeof self->address);
	self->listener = (struct icmp_listener){.address = in->sin_addr,
		.on_received = on_received,
		.on_failed = on_failed,
		.userdata = self};
	icmp_socket_listen(self->settings.icmp, &self->listener);
	return 0;
}

/* --- requests --------------------------------------------------------------------------------- */

/* Returns 0 or a negative errno. */
static int send_request(struct time_query *self, const uint8_t *request, size_t size)
{
	if (self->is_icmp)
		return icmp_socket_send(self->settings.icmp, &self->listener, request, size);
	return send(self->fd, request, size, MSG_NOSIGNAL) < 0 ? -errno : 0;
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
	self->sends++;
	/* Most errors arrive later, through the socket. */
	error = send_request(self, request, size);
	if (error < 0 && error != -EAGAIN) {
		give_up_address(self, -error);
		return;
	}
	if (self->reply.is_datagram && self->settings.repeat > 0 && self->sends < SENDS_MAX)
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
	self->had_foreign = false;
	self->connected = 0;
	error = self->is_icmp ? listen_to(self, dial_address(self->dial)) : watch(self, fd);
	if (error < 0) {
		close(fd);
		fail(self, error == -EPERM ? "no permission for raw sockets (CAP_NET_RAW)"
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
		fail(self, dial_cause(dial));
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
	if (self->fd >= 0 && self->is_icmp)
		icmp_socket_flush(self->settings.icmp);
	else if (self->fd >= 0 && receive(self) && self->state == TIME_REPLY_ENOUGH)
		take_reply(self);
}

void time_query_free(struct time_query *self)
{
	if (self == NULL)
		return;
	disconnect(self);
	if (self->kept >= 0)
		close(self->kept);
	sd_event_source_disable_unref(self->limit);
	sd_event_source_disable_unref(self->retry);
	dial_free(self->dial);
	free(self);
}
