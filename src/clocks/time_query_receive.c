/* SPDX-License-Identifier: ISC */
/* What arrives for a query: see time_query_parts.h. */
#include "clocks/time_query_parts.h"

#include "base/io_ready.h"
#include "base/now.h"
#include "client/endpoint.h"
#include "clocks/icmp_reply.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/epoll.h>

enum { READ_MAX = 1024 }; /* pieces that one call reads: a peer can send any number */

/* When bytes arrived. arrived is the same as now_monotonic(), or 0 if that is unknown. */
struct arrival {
	int64_t answered;
	int64_t arrived;
};

/* When bytes with this timestamp of the kernel arrived. They answer a request that was sent at the
 * local time asked, or later. */
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

bool time_query_receive(struct time_query *self)
{
	for (int i = 0; i < READ_MAX; i++) {
		uint8_t data[TIME_REPLY_SIZE];
		int64_t timestamp;
		ssize_t n = io_receive_timed(self->fd, data, sizeof data, &timestamp);

		if (n == -EAGAIN)
			return true;
		if (n < 0 && self->reply.size == 0) {
			time_query_give_up(self, (int)-n);
			return false;
		}
		if (n >= 0 && (n > 0 || self->reply.is_datagram) &&
			!add(self, data, (size_t)n, timestamp)) {
			time_query_expire(self);
			return false;
		}
		/* On a stream, 0 bytes are its end. */
		if (self->state == TIME_REPLY_COMPLETE || self->state == TIME_REPLY_REFUSED ||
			n < 0 || (n == 0 && !self->reply.is_datagram)) {
			time_query_take_reply(self);
			return false;
		}
	}
	/* Report the rest again, but not before the limits that are over: see timer.h. */
	sd_event_source_set_priority(self->readable, SD_EVENT_PRIORITY_IDLE);
	sd_event_source_set_io_events(self->readable, EPOLLIN | EPOLLET);
	return true;
}

static int on_readable(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	time_query_receive(userdata);
	return 0;
}

int time_query_watch(struct time_query *self, int fd)
{
	if (endpoint_address(fd, self->address, sizeof self->address) < 0)
		self->address[0] = '\0';
	return sd_event_add_io(
		self->event, &self->readable, fd, EPOLLIN | EPOLLET, on_readable, self);
}

/* --- by ICMP ---------------------------------------------------------------------------------- */

static bool on_received(const uint8_t *packet, size_t size, int64_t timestamp, void *userdata)
{
	struct time_query *self = userdata;

	if (!add(self, packet, size, timestamp)) {
		time_query_expire(self);
		return true;
	}
	if (self->state != TIME_REPLY_COMPLETE)
		return false;
	time_query_take_reply(self);
	return true;
}

static bool on_failed(const char *cause, const uint8_t *request, size_t size, void *userdata)
{
	struct time_query *self = userdata;

	if (request != NULL && !icmp_reply_is_quoted(&self->reply, request, size))
		return false;
	time_query_disconnect(self);
	dial_next(self->dial, cause);
	return true;
}

int time_query_listen(struct time_query *self, const struct sockaddr *address)
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
	self->is_listening = true;
	return 0;
}
