/* SPDX-License-Identifier: ISC */
/* The server over TCP: see tcp.h. */
#include "shared/tcp.h"

#include "base/linger.h"
#include "base/socket_address.h"
#include "shared/event_timer.h"
#include "shared/network_prefix.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* After this many connections, the event loop serves the other sockets. */
enum { CONNECTIONS_IN_TURN = 64 };

/* Descriptors that are not left to lingering connections. */
enum { DESCRIPTORS_KEPT = 32 };

/* Start the timer, unless it fires before the list needs it. */
static void time_lingering(struct tcp *self)
{
	int64_t due = linger_list_due(&self->lingering);

	if (due >= self->linger_due)
		return;
	self->linger_due = due;
	event_timer_start(self->linger_timer, (uint64_t)due);
}

static int on_linger_timer(sd_event_source *source __attribute__((unused)),
	uint64_t due __attribute__((unused)), void *userdata)
{
	struct tcp *self = userdata;

	self->linger_due = INT64_MAX;
	linger_list_advance(&self->lingering, (int64_t)event_timer_now(self->event));
	time_lingering(self);
	return 0;
}

static int on_lingering(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	struct tcp *self = userdata;

	/* An error disables this event. Then the timer closes the connections, somewhat later. */
	return linger_list_drain(&self->lingering);
}

/* After an error of accept(2): 0 if another connection can be accepted, or this error. */
static int recover(struct tcp *self, int error)
{
	bool is_scarce =
		error == -EMFILE || error == -ENFILE || error == -ENOBUFS || error == -ENOMEM;

	if (is_scarce && linger_list_drop_oldest(&self->lingering)) {
		stats_count(self->stats, STATS_DROPPED, 1);
		return 0;
	}
	/* The peer has reset this connection. accept(2) names more errors of the network, but Linux
	 * passes none of them for TCP. */
	return error == -ECONNABORTED ? 0 : error;
}

/* Serve one connection. 0, or a negative errno if no other one can be accepted now. */
static int serve_connection(struct tcp *self, int listener)
{
	union socket_address peer = {.any.sa_family = AF_UNSPEC};
	socklen_t peer_size = sizeof peer;
	int fd = accept4(listener, &peer.any, &peer_size, SOCK_CLOEXEC);
	struct in6_addr address;
	const void *reply = NULL;
	size_t size = 0;

	if (fd < 0)
		return recover(self, -errno);
	if (responder_read_clock(self->responder) == 0)
		reply = responder_make(self->responder, NULL, 0, SIZE_MAX, &size);
	if (reply == NULL || linger_reply_ready(fd, reply, size) < 0) {
		stats_count(self->stats, STATS_UNSENT, 1);
		close(fd);
		return 0;
	}
	stats_count(self->stats, STATS_ANSWERED, 1);
	address = socket_address_in6(&peer);
	if (linger_list_add(&self->lingering, fd, network_prefix(&address),
		    (int64_t)event_timer_now(self->event)))
		stats_count(self->stats, STATS_DROPPED, 1);
	return 0;
}

static int on_connections(
	sd_event_source *source, int fd, uint32_t events __attribute__((unused)), void *userdata)
{
	struct tcp *self = userdata;
	int first = serve_connection(self, fd);
	int error = first;

	/* After the first, which already has its reply: earlier peers have closed by now. */
	linger_list_sweep(&self->lingering);
	for (int i = 1; i < CONNECTIONS_IN_TURN && error == 0; i++)
		error = serve_connection(self, fd);
	time_lingering(self);
	socket_events_note(self->events, source, first);
	return 0;
}

int tcp_begin(struct tcp *self, sd_event *event, struct responder *responder, struct stats *stats)
{
	struct rlimit descriptors = {.rlim_cur = LINGER_LIST_MAX};
	int error;

	self->event = event;
	self->responder = responder;
	self->stats = stats;
	self->linger_due = INT64_MAX;
	getrlimit(RLIMIT_NOFILE, &descriptors);
	error = linger_list_open(&self->lingering, descriptors.rlim_cur > DESCRIPTORS_KEPT
							   ? descriptors.rlim_cur - DESCRIPTORS_KEPT
							   : 0);
	if (error == 0)
		error = sd_event_add_io(
			event, NULL, linger_list_fd(&self->lingering), EPOLLIN, on_lingering, self);
	if (error >= 0)
		error = event_timer_new(event, on_linger_timer, self, &self->linger_timer);
	return error;
}

int tcp_serve(struct tcp *self, struct socket_events *events, const struct listen_fd *socket)
{
	self->events = events;
	return socket_events_add(events, socket, on_connections, self);
}

bool tcp_has_connections(const struct tcp *self)
{
	return !linger_list_is_empty(&self->lingering);
}

void tcp_end(struct tcp *self)
{
	linger_list_close(&self->lingering);
}
