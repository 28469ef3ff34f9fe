/* SPDX-License-Identifier: ISC */
/* Requests and when they are replied to: see clockserver.h. */
#include "base/now.h"
#include "clockserver/clockserver.h"
#include "common/allocate.h"

#include <stdlib.h>
#include <unistd.h>

static void set_timer(const struct server *self)
{
	events_set_timer(&self->events, self->first == NULL ? 0 : self->first->due);
}

static void append(struct server *self, struct job *job)
{
	job->due = now_monotonic() + self->pause;
	job->next = NULL;
	*self->end = job;
	self->end = &job->next;
	if (self->first == job)
		set_timer(self);
}

static void send_datagram(int fd, struct job *job)
{
	struct iovec part = {.iov_base = job->reply, .iov_len = job->size};
	struct msghdr message = {.msg_name = &job->peer.any,
		.msg_namelen = job->peer.size,
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = job->control,
		.msg_controllen = job->control_size};

	sendmsg(fd, &message, MSG_DONTWAIT);
}

/* A forged reply first, then the reply, once or twice. */
static void send_datagrams(struct server *self, struct job *job)
{
	struct job forged;

	if (ntp_forge(self, job, &forged)) {
		send_datagram(forged.fd, &forged);
		if (forged.fd != self->udp)
			close(forged.fd);
	}
	send_datagram(self->udp, job);
	if (self->ntp.is_twice)
		send_datagram(self->udp, job);
}

/* Send the reply, or its next byte if it is slow. Returns true if more is to be sent. */
static bool send_stream(const struct server *self, struct job *job)
{
	size_t size = self->is_slow ? 1 : job->size;

	if (send(job->fd, job->reply + job->sent, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		close(job->fd);
		return false;
	}
	job->sent += size;
	if (job->sent < job->size)
		return true;
	shutdown(job->fd, SHUT_WR);
	/* Closing now would reset the connection if the peer still sends. */
	sockets_watch(self, job->fd);
	return false;
}

static void do_job(struct server *self, struct job *job)
{
	if (job->size == 0) {
		reply_make(self, job);
		self->waiting--;
	}
	if (job->fd < 0) {
		send_datagrams(self, job);
	} else if (send_stream(self, job)) {
		append(self, job);
		return;
	}
	free(job);
}

void job_start(struct server *self, const struct job *template)
{
	struct job *job = allocate(1, sizeof *job);

	*job = *template;
	self->waiting++;
	if (self->pause > 0)
		append(self, job);
	else
		do_job(self, job);
}

void job_do_due(struct server *self)
{
	int64_t now = now_monotonic();

	while (self->first != NULL && self->first->due <= now) {
		struct job *job = self->first;

		self->first = job->next;
		if (self->first == NULL)
			self->end = &self->first;
		do_job(self, job);
	}
	set_timer(self);
}
