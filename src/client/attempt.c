/* SPDX-License-Identifier: ISC */
/* Connects to one address: see attempt.h. */
#include "client/attempt.h"

#include "base/now.h"
#include "client/timer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Time before the first retry of a connect(2) that failed with EAGAIN, in microseconds. It doubles
 * each time: there may be thousands of attempts, and the kernel searches all ports in each. */
enum { RETRY_USEC = 20 * 1000 };

struct attempt {
	const struct request *request;
	attempt_done *on_done;
	void *userdata;
	const struct addrinfo *address;
	int64_t asked;
	int fd; /* -1 after the end */
	sd_event *event;
	sd_event_source *writable;
	sd_event_source *timeout;
	sd_event_source *retry; /* after this pause */
	uint64_t pause;         /* in microseconds */
};

/* Stop and pass the socket to the caller. */
static int release_socket(struct attempt *self)
{
	int fd = self->fd;

	self->timeout = sd_event_source_disable_unref(self->timeout);
	self->retry = sd_event_source_disable_unref(self->retry);
	self->writable = sd_event_source_disable_unref(self->writable);
	self->fd = -1;
	return fd;
}

/* The callback may free the attempt, so nothing may follow. */
static void succeed(struct attempt *self)
{
	self->on_done(release_socket(self), self->userdata);
}

static void fail(struct attempt *self, int error)
{
	close(release_socket(self));
	self->on_done(error, self->userdata);
}

static int on_writable(sd_event_source *source __attribute__((unused)), int fd,
	uint32_t events __attribute__((unused)), void *userdata)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
		error = errno;
	if (error == 0)
		succeed(userdata);
	else
		fail(userdata, -error);
	return 0;
}

static int on_retry(sd_event_source *source, uint64_t now, void *userdata);

static int retry_later(struct attempt *self)
{
	if (self->retry == NULL && timer_new(self->event, on_retry, self, &self->retry) < 0)
		return -ENOMEM;
	timer_start(self->retry, self->pause);
	self->pause *= 2;
	return 0;
}

/* Returns 1 if the socket is connected, 0 if that takes longer, or a negative errno. */
static int connect_now(struct attempt *self)
{
	int error;

	self->asked = now_local();
	if (connect(self->fd, self->address->ai_addr, self->address->ai_addrlen) == 0)
		return 1;
	/* The backlog of a UNIX socket is full, or a datagram socket finds no free local port. No
	 * event reports when that changes. */
	if (errno == EAGAIN)
		return retry_later(self);
	if (errno != EINPROGRESS)
		return -errno;
	/* Without EPOLLET, epoll would report every ready socket in every turn of the loop, and
	 * there may be thousands. */
	error = sd_event_add_io(
		self->event, &self->writable, self->fd, EPOLLOUT | EPOLLET, on_writable, self);
	return error < 0 ? error : 0;
}

static int on_retry(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	int result = connect_now(userdata);

	if (result > 0)
		succeed(userdata);
	else if (result < 0)
		fail(userdata, result);
	return 0;
}

static int on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	const struct attempt *self = userdata;
	bool has_no_port = self->retry != NULL && self->request->type == SOCK_DGRAM;

	fail(userdata, has_no_port ? -EAGAIN : -ETIME);
	return 0;
}

/* As connect_now(). */
static int start(struct attempt *self)
{
	int type = self->request->type | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int yes = 1;
	int result;

	self->pause = RETRY_USEC;
	self->fd = socket(self->address->ai_family, type, 0);
	if (self->fd < 0)
		return -errno;
	if (self->request->is_timed)
		setsockopt(self->fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
	result = connect_now(self);
	if (result != 0)
		return result;
	if (timer_new_limit(self->event, on_timeout, self, &self->timeout) < 0)
		return -ENOMEM;
	timer_start(self->timeout, self->request->limit);
	return 0;
}

int attempt_new(sd_event *event, const struct request *request, const struct addrinfo *address,
	attempt_done *on_done, void *userdata, struct attempt **ret_attempt)
{
	struct attempt *self = calloc(1, sizeof *self);
	int result;

	if (self == NULL)
		return -ENOMEM;
	self->request = request;
	self->address = address;
	self->on_done = on_done;
	self->userdata = userdata;
	self->event = event;
	result = start(self);
	if (result < 0) {
		attempt_free(self);
		return result;
	}
	*ret_attempt = self;
	if (result > 0)
		succeed(self);
	return result;
}

int64_t attempt_asked(const struct attempt *self)
{
	return self->asked;
}

void attempt_free(struct attempt *self)
{
	if (self == NULL)
		return;
	sd_event_source_disable_unref(self->writable);
	sd_event_source_disable_unref(self->timeout);
	sd_event_source_disable_unref(self->retry);
	if (self->fd >= 0)
		close(self->fd);
	free(self);
}
