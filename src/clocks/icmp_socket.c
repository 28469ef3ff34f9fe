/* SPDX-License-Identifier: ISC */
/* The raw socket for ICMP: see icmp_socket.h. */
#include "clocks/icmp_socket.h"

#include "base/io_ready.h"
#include "protocol/rfc792.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { LISTS = 4096 };

enum {
	SENDS_PER_READ = 32, /* the receive buffer fits about 250 replies by default */
	READ_MAX = 1024,     /* packets that one call reads: a peer can send any number */
	STORED_MIN = 64,
	STORED_MAX = 64 * 1024,   /* likewise, until they are handed out */
	SEND_ATTEMPTS = 4,        /* each failed one can be about another host's request */
	RECEIVE_BUFFER = 4 << 20, /* bytes; the kernel cuts it to net.core.rmem_max */
	SEND_BUFFER = 4 << 20,    /* likewise: net.core.wmem_max */
};

struct stored {
	int64_t timestamp;
	size_t size;
	uint8_t data[RFC792_PACKET_SIZE];
};

LIST_HEAD(listeners, icmp_listener);

struct icmp_socket {
	sd_event *event;
	sd_event_source *readable;
	sd_event_source *pending; /* hands out what icmp_socket_send() has read */
	int fd;                   /* -1 unless open */
	int error;
	unsigned sends; /* since the last read */
	struct stored *stored;
	size_t count;
	size_t room;
	size_t taken;                  /* the first ones, which are handed out already */
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

/* The source of a packet, which is in its IP header; 0.0.0.0 without one. */
static struct in_addr find_source(const struct stored *packet)
{
	struct in_addr source = {0};

	if (packet->size >= 20)
		memcpy(&source, packet->data + 12, sizeof source);
	return source;
}

static bool resize(struct icmp_socket *self, size_t room)
{
	struct stored *stored = reallocarray(self->stored, room, sizeof *stored);

	if (stored == NULL)
		return false;
	self->stored = stored;
	self->room = room;
	return true;
}

static struct stored *make_room(struct icmp_socket *self)
{
	if (self->count == self->room &&
		(2 * self->room > STORED_MAX || !resize(self, 2 * self->room)))
		return NULL;
	return &self->stored[self->count];
}

/* Read what has arrived, without calling anybody back. Returns false if that may not be all. */
static bool read_packets(struct icmp_socket *self)
{
	self->sends = 0;
	for (int i = 0; i < READ_MAX; i++) {
		struct stored *packet = make_room(self);
		ssize_t n;

		if (packet == NULL)
			return false;
		n = io_receive_timed(
			self->fd, packet->data, sizeof packet->data, &packet->timestamp);
		if (n == -EAGAIN)
			return true;
		/* The error of a request to any host: read_errors() has it too. */
		if (n < 0)
			continue;
		packet->size = (size_t)n;
		if (has_listener(self, find_source(packet)))
			self->count++;
	}
	return false;
}

static void hand_out(struct icmp_socket *self)
{
	while (self->taken < self->count) {
		/* A copy: if a listener ever sends, that reads more, and the array can move. */
		struct stored packet = self->stored[self->taken++];
		struct in_addr source = find_source(&packet);
		struct icmp_listener *listener;

		LIST_FOREACH(listener, find_list(self, source), entries)
		if (listener->address.s_addr == source.s_addr &&
			listener->on_received(
				packet.data, packet.size, packet.timestamp, listener->userdata))
			break;
	}
	self->count = 0;
	self->taken = 0;
}

static int on_pending(sd_event_source *source __attribute__((unused)), void *userdata)
{
	hand_out(userdata);
	return 0;
}

/* --- requests that failed --------------------------------------------------------------------- */

static const char *find_reason(const struct sock_extended_err *error)
{
	if (error->ee_origin != SO_EE_ORIGIN_ICMP)
		return strerror((int)error->ee_errno);
	if (error->ee_type == ICMP_TIME_EXCEEDED)
		return "the way to it has too many hops, or is a loop";
	if (error->ee_type == ICMP_DEST_UNREACH &&
		(error->ee_code == ICMP_NET_ANO || error->ee_code == ICMP_HOST_ANO ||
			error->ee_code == ICMP_PKT_FILTERED))
		return "administratively prohibited";
	return strerror((int)error->ee_errno);
}

/* With the address of the router or host that reported it. */
static void describe(const struct sock_extended_err *error, char *ret_cause, size_t size)
{
	const struct sockaddr_in *offender = (const struct sockaddr_in *)SO_EE_OFFENDER(error);
	char address[INET_ADDRSTRLEN];

	if (error->ee_origin == SO_EE_ORIGIN_ICMP && offender->sin_family == AF_INET &&
		inet_ntop(AF_INET, &offender->sin_addr, address, sizeof address) != NULL)
		snprintf(ret_cause, size, "%s, says %s", find_reason(error), address);
	else
		snprintf(ret_cause, size, "%s", find_reason(error));
}

static const struct sock_extended_err *find_error(struct msghdr *message)
{
	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL;
		header = CMSG_NXTHDR(message, header))
		if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_RECVERR)
			return (const struct sock_extended_err *)CMSG_DATA(header);
	return NULL;
}

static void report(struct icmp_socket *self, struct in_addr address, const char *cause,
	const uint8_t *request, size_t size)
{
	struct icmp_listener *listener;

	LIST_FOREACH(listener, find_list(self, address), entries)
	if (listener->address.s_addr == address.s_addr &&
		listener->on_failed(cause, request, size, listener->userdata))
		return;
}

/* The queue of errors: IP_RECVERR in ip(7). */
static void read_errors(struct icmp_socket *self)
{
	for (int i = 0; i < READ_MAX; i++) {
		union {
			struct cmsghdr header;
			char room[512];
		} control;
		uint8_t request[RFC792_QUOTE_SIZE];
		struct sockaddr_in address = {.sin_family = AF_UNSPEC};
		struct iovec part = {.iov_base = request, .iov_len = sizeof request};
		struct msghdr message = {.msg_name = &address,
			.msg_namelen = sizeof address,
			.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof control};
		ssize_t n = recvmsg(self->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
		const struct sock_extended_err *error;
		char cause[128];

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;
		error = find_error(&message);
		if (error == NULL || address.sin_family != AF_INET)
			continue;
		describe(error, cause, sizeof cause);
		report(self, address.sin_addr, cause, request, (size_t)n);
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
	if (!resize(self, STORED_MIN)) {
		self->error = -ENOMEM;
		return self->error;
	}
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
	if (self->count > 0)
		sd_event_source_set_enabled(self->pending, SD_EVENT_ONESHOT);
}

int icmp_socket_send(struct icmp_socket *self, const struct icmp_listener *listener,
	const void *data, size_t size)
{
	const struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = listener->address};
	int error = 0;

	read_some(self);
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
