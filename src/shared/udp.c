/* SPDX-License-Identifier: ISC */
/* The server over UDP: see udp.h. */
#include "shared/udp.h"

#include "base/now.h"

/* After this many batches, the event loop serves the other sockets. */
enum { BATCHES_IN_TURN = 16 };

/* Ports below need privileges: a datagram from one of them comes from a server. */
enum { PRIVILEGED_PORTS = 1024 };

/* Bytes of a datagram that Ethernet carries in one packet of IPv4; a longer one takes several. */
enum { PACKET_DATA = 1472 };

static size_t request_max(const struct responder *responder)
{
	if (responder->is_echo)
		return DATAGRAM_MAX;
	return responder->has_reply ? LOOP_GUARD_COMPARED : 0;
}

int udp_begin(struct udp *self, const struct udp_settings *settings, struct responder *responder,
	struct stats *stats)
{
	int error = loop_guard_prepare(&self->loop_guard);

	if (error < 0)
		return error;
	self->responder = responder;
	self->stats = stats;
	self->is_full = settings->is_full;
	self->own_port_count = 0;
	self->request_max = request_max(responder);
	udp_batch_touch(&self->batch, self->request_max);
	return ratelimit_prepare(&self->ratelimit, settings->rate, settings->burst);
}

void udp_add_own_port(struct udp *self, uint16_t port)
{
	self->own_ports[self->own_port_count++] = port;
}

static bool is_own_port(const struct udp *self, uint16_t port)
{
	for (size_t i = 0; i < self->own_port_count; i++)
		if (self->own_ports[i] == port)
			return true;
	return false;
}

/* Only a reply of echo can take more than one. */
static int64_t packets_of_reply(const struct udp *self, const struct datagram *datagram)
{
	if (!self->responder->is_echo || datagram->size <= PACKET_DATA)
		return 1;
	return (int64_t)((datagram->size + PACKET_DATA - 1) / PACKET_DATA);
}

/* Now is in nanoseconds of the monotonic clock. */
static enum refusal judge(struct udp *self, const struct datagram *datagram, int64_t now)
{
	/* Two servers would answer each other without end: CVE-1999-0103. */
	if (datagram->port < PRIVILEGED_PORTS || is_own_port(self, datagram->port))
		return REFUSAL_PORT;
	if (!datagram->is_unicast)
		return REFUSAL_ADDRESS;
	/* Where nothing is sent, there is nothing to limit. */
	if (!self->responder->has_reply)
		return REFUSAL_NONE;
	if (!ratelimit_take(
		    &self->ratelimit, &datagram->source, packets_of_reply(self, datagram), now))
		return REFUSAL_RATE;
	if (!loop_guard_admit(&self->loop_guard, datagram, self->responder->is_echo, now))
		return REFUSAL_LOOP;
	return REFUSAL_NONE;
}

/* True if the datagram was answered, or needs no reply. */
static bool answer(struct udp *self, int i, int64_t now)
{
	const struct datagram *datagram = udp_batch_received(&self->batch, i);
	enum refusal reason = judge(self, datagram, now);
	size_t size;
	const void *reply;

	if (reason != REFUSAL_NONE) {
		stats_count_refusal(self->stats, reason, &datagram->source, datagram->port);
		return false;
	}
	reply = responder_make(self->responder, datagram->data, datagram->size,
		self->is_full ? SIZE_MAX : datagram->size, &size);
	if (reply == NULL)
		return true;
	if (!self->responder->is_echo)
		loop_guard_remember(&self->loop_guard, reply, size);
	udp_batch_answer(&self->batch, i, reply, size);
	return true;
}

/* The number of datagrams received, or a negative errno: -EAGAIN if none has arrived. */
static int serve_batch(struct udp *self, int fd)
{
	int count = udp_batch_receive(&self->batch, fd, self->request_max);
	size_t answered = 0;
	size_t unsent;
	int64_t now;

	if (count <= 0)
		return count;
	if (responder_read_clock(self->responder) < 0) {
		stats_count(self->stats, STATS_UNSENT, (uint64_t)count);
		return count;
	}
	now = now_monotonic();
	for (int i = 0; i < count; i++)
		answered += answer(self, i, now);
	unsent = udp_batch_send(&self->batch, fd);
	stats_count(self->stats, STATS_ANSWERED, answered - unsent);
	stats_count(self->stats, STATS_UNSENT, unsent);
	return count;
}

static int on_datagrams(
	sd_event_source *source, int fd, uint32_t events __attribute__((unused)), void *userdata)
{
	struct udp *self = userdata;
	int first = serve_batch(self, fd);
	int count = first;

	/* To find the socket empty costs less than another turn of the event loop. */
	for (int i = 1; i < BATCHES_IN_TURN && count > 0; i++)
		count = serve_batch(self, fd);
	socket_events_note(self->events, source, first);
	return 0;
}

int udp_serve(struct udp *self, struct socket_events *events, const struct listen_fd *socket)
{
	self->events = events;
	return socket_events_add(events, socket, on_datagrams, self);
}
