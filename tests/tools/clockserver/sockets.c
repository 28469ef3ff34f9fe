/* SPDX-License-Identifier: ISC */
/* The sockets of the clockserver: see clockserver.h. */
#include "clockserver/clockserver.h"
#include "common/server.h"

#include <err.h>
#include <errno.h>
#include <unistd.h>

enum { TRIES = 100 };

void sockets_watch(const struct server *self, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (epoll_ctl(self->events.epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		err(1, "epoll_ctl");
}

void sockets_discard(int fd)
{
	char data[4096];
	ssize_t n = recv(fd, data, sizeof data, MSG_DONTWAIT);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close(fd);
}

static void reset(int fd)
{
	const struct linger now = {.l_onoff = 1};

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(fd);
}

void sockets_accept(struct server *self)
{
	for (;;) {
		struct job job = {.peer.size = sizeof job.peer};

		job.fd = accept4(
			self->tcp, &job.peer.any, &job.peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (job.fd < 0 && (errno == EINTR || errno == ECONNABORTED))
			continue;
		if (job.fd < 0 && errno == EAGAIN)
			return;
		if (job.fd < 0)
			err(1, "accept4");
		if (self->is_reset)
			reset(job.fd);
		else if (self->is_silent)
			sockets_watch(self, job.fd);
		else
			job_start(self, &job);
	}
}

void sockets_receive(struct server *self)
{
	for (;;) {
		struct job job = {.fd = -1};
		struct iovec part = {.iov_base = job.request, .iov_len = sizeof job.request};
		struct msghdr message = {.msg_name = &job.peer.any,
			.msg_namelen = sizeof job.peer,
			.msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = job.control,
			.msg_controllen = sizeof job.control};

		if (recvmsg(self->udp, &message, MSG_DONTWAIT) < 0) {
			if (errno == EAGAIN)
				return;
			continue; /* an ICMP error for an earlier reply */
		}
		job.received = clock_read(self);
		job.peer.size = message.msg_namelen;
		job.control_size = message.msg_controllen;
		if (!self->is_silent && !self->is_reset)
			job_start(self, &job);
	}
}

/* Returns -1 if the port is in use. */
static int open_udp(const struct address *address)
{
	const int on = 1;
	int fd = server_open(SOCK_DGRAM, address);

	if (fd >= 0 && address->any.sa_family == AF_INET)
		setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
	else if (fd >= 0)
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
	return fd;
}

void sockets_open(struct server *self, const struct address *address)
{
	/* The port that the kernel chooses for TCP may be in use for UDP. */
	for (int tries = 0; tries < TRIES; tries++) {
		struct address bound = *address;

		if (self->has_tcp) {
			self->tcp = server_open(SOCK_STREAM, address);
			if (self->tcp < 0)
				err(1, "listen");
			server_get_address(self->tcp, &bound);
		}
		self->udp = open_udp(&bound);
		if (self->udp >= 0) {
			server_print_port(self->udp);
			return;
		}
		if (self->has_tcp)
			close(self->tcp);
	}
	err(1, "bind");
}
