/* SPDX-License-Identifier: ISC */
/* The raw socket for ICMP: see icmp_socket.h. */
#include "clocks/icmp_socket.h"

#include "base/io_ready.h"
#include "clocks/icmp_error.h"
#include "clocks/icmp_packets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/icmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { LISTS = 4096 };

enum {
	SENDS_PER_READ = 32, /* the receive buffer fits about 250 replies by default */
	READ_MAX = 1024,     /* packets that one call reads: a peer can send any number */
	/* The socket is given up at this many errors in a row. It keeps only the latest error of
	 * its requests. */
	FAILURES_MAX = 256,
	SEND_ATTEMPTS = 4,        /* each failed one can be about another host's request */
	RECEIVE_BUFFER = 4 << 20, /* bytes; the kernel cuts it to net.core.rmem_max */
	SEND_BUFFER = 4 << 20,    /* likewise: net.core.wmem_max */
};

LIST_HEAD(listeners, icmp_listener);

struct icmp_socket {
	sd_event *event;
	sd_event_source *readable;
	sd_event_source *pending; /* hands out what icmp_socket_send() has read */
	int fd;                   /* -1 unless open */
	int error;
	unsigned sends; /* since the last read */
	struct icmp_packets packets;
	struct listeners lists[LISTS]; /* by a hash of the address */
};

static struct listeners *find_list(struct icmp_socket *self, struct in_addr address)
{
	/* The golden ratio spreads addresses that differ only in their last bits. */
	return &self->lists[ntohl(address.s_addr) * UINT32_C(2654435769) >> 20];
}

static bool has_listener(struct icmp_socket *self, struct in_addr address)
{
	struct icmp_listener *listener;

	LIST_FOREACH(listener, find_list(self, address), entries)
	if (listener->address.s_addr == address.s_addr)
		return true;
	return false;
}

/* Read what has arrived, without calling anybody back. Returns false if that may not be all. Sets
 * the error of the socket if it cannot be read at all: the next event ends the queries of
 * the hosts that wait, or their time limits do. */
static bool read_packets(struct icmp_socket *self)
{
	int failures = 0;

	self->sends = 0;
	for (int i = 0; i < READ_MAX; i++) {
		struct icmp_packet *packet = icmp_packets_next(&self->packets);
		ssize_t n;

		if (packet == NULL)
			return false;
		n = io_receive_timed(
			self->fd, packet->data, sizeof packet->data, &packet->timestamp);
		if (n == -EAGAIN)
			return true;
		if (n < 0) {
			/* The error of a request to any host: read_errors() has it too. */
			if (++failures < FAILURES_MAX)
				continue;
			self->error = (int)n;
			return true;
		}
		failures = 0;
		packet->size = (size_t)n;
		if (has_listener(self, icmp_packet_source(packet)))
			icmp_packets_keep(&self->packets);
	}
	return false;
}

static void hand_out(struct icmp_socket *self)
{
	struct icmp_packet packet;

	while (icmp_packets_take(&self->packets, &packet)) {
		struct in_addr source = icmp_packet_source(&packet);
		struct icmp_listener *listener;

		LIST_FOREACH(listener, find_list(self, source), entries)
		if (listener->address.s_addr == source.s_addr &&
			listener->on_received(
				packet.data, packet.size, packet.timestamp, listener->userdata))
			break;
	}
}

static int on_pending(sd_event_source *source __attribute__((unused)), void *userdata)
{
	hand_out(userdata);
	return 0;
}

/* --- requests that failed --------------------------------------------------------------------- */

static void report(struct icmp_socket *self, const struct icmp_error *error)
{
	struct icmp_listener *listener;

	LIST_FOREACH(listener, find_list(self, error->address), entries)
	if (listener->address.s_addr == error->address.s_addr &&
		listener->on_failed(error->cause, error->request, error->size, listener->userdata))
		return;
}

static void read_errors(struct icmp_socket *self)
{
	for (int i = 0; i < READ_MAX; i++) {
		struct icmp_error error = {.size = 0};
		int result = icmp_error_read(self->fd, &error);

		if (result == 0)
			report(self, &error);
		else if (result != -EINTR && result != -ENOMSG)
			return;
	}
}

/* The socket has failed: end all that wait for it, instead of at their limits. */
static void fail_all(struct icmp_socket *self)
{
	for (size_t i = 0; i < LISTS; i++)
		while (!LIST_EMPTY(&self->lists[i])) {
			struct icmp_listener *listener = LIST_FIRST(&self->lists[i]);

			listener->on_failed(strerror(-self->error), NULL, 0, listener->userdata);
		}
}

static int on_readable(
	sd_event_source *source, int fd __attribute__((unused)), uint32_t events, void *userdata)
{
	struct icmp_socket *self = userdata;
	bool is_all;

	if ((events & EPOLLERR) != 0)
		read_errors(self);
	is_all = read_packets(self);
	hand_out(self);
	if (self->error < 0) {
		fail_all(self);
		return self->error; /* which disables this event */
	}
	/* Packets without end would keep the limits of all hosts from expiring: see timer.h. */
	sd_event_source_set_priority(
		source, is_all ? SD_EVENT_PRIORITY_NORMAL : SD_EVENT_PRIORITY_IDLE);
	return 0;
}

/* --- the socket ------------------------------------------------------------------------------- */

int icmp_socket_new(sd_event *event, struct icmp_socket **ret_socket)
{
	struct icmp_socket *self = calloc(1, sizeof *self);

	if (self == NULL)
		return -ENOMEM;
	self->event = event;
	self->fd = -1;
	*ret_socket = self;
	return 0;
}

static int add_sources(struct icmp_socket *self)
{
	int error =
		sd_event_add_io(self->event, &self->readable, self->fd, EPOLLIN, on_readable, self);

	if (error >= 0)
		error = sd_event_add_defer(self->event, &self->pending, on_pending, self);
	if (error >= 0)
		error = sd_event_source_set_enabled(self->pending, SD_EVENT_OFF);
	return error < 0 ? error : 0;
}

int icmp_socket_open(struct icmp_socket *self)
{
	/* A bit is a type that is not received: raw(7). */
	struct icmp_filter filter = {.data = ~(UINT32_C(1) << ICMP_TIMESTAMPREPLY)};
	int receive_buffer = RECEIVE_BUFFER;
	int send_buffer = SEND_BUFFER;
	int yes = 1;

	if (self->fd >= 0 || self->error < 0)
		return self->error;
	/* Without any room, no packet could be read, and the event loop would spin. */
	self->error = icmp_packets_begin(&self->packets);
	if (self->error < 0)
		return self->error;
	self->fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);
	if (self->fd < 0) {
		self->error = -errno;
		return self->error;
	}
	setsockopt(self->fd, SOL_RAW, ICMP_FILTER, &filter, sizeof filter);
	setsockopt(self->fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
	setsockopt(self->fd, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
	setsockopt(self->fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
	setsockopt(self->fd, IPPROTO_IP, IP_RECVERR, &yes, sizeof yes);
	self->error = add_sources(self);
	return self->error;
}

int icmp_socket_error(const struct icmp_socket *self)
{
	return self->error;
}

void icmp_socket_listen(struct icmp_socket *self, struct icmp_listener *listener)
{
	LIST_INSERT_HEAD(find_list(self, listener->address), listener, entries);
}

void icmp_socket_leave(struct icmp_listener *listener)
{
	LIST_REMOVE(listener, entries);
}

/* Read replies between the requests, or a burst of requests would overrun the receive buffer. */
static void read_some(struct icmp_socket *self)
{
	if (++self->sends < SENDS_PER_READ)
		return;
	read_packets(self);
	if (self->packets.count > 0)
		sd_event_source_set_enabled(self->pending, SD_EVENT_ONESHOT);
}

int icmp_socket_send(struct icmp_socket *self, const struct icmp_listener *listener,
	const void *data, size_t size)
{
	const struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = listener->address};
	int error = 0;

	read_some(self);
	if (self->error < 0)
		return self->error;
	/* The first call can return the error of a request to another host. */
	for (int i = 0; i < SEND_ATTEMPTS; i++) {
		if (sendto(self->fd, data, size, MSG_NOSIGNAL, (const struct sockaddr *)&address,
			    sizeof address) >= 0)
			return 0;
		error = -errno;
		/* What a raw socket returns when its send buffer is full. */
		if (error == -ENOBUFS)
			return -EAGAIN;
	}
	return error;
}

void icmp_socket_flush(struct icmp_socket *self)
{
	read_packets(self);
	hand_out(self);
}
