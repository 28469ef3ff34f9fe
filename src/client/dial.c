/* Connects to a target: see dial.h. */
#include "client/dial.h"

#include "base/now.h"
#include "client/timer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Time before another attempt at a UNIX socket whose backlog is full, in microseconds. */
enum { RETRY_USEC = 20 * 1000 };

struct dial {
	const struct target *target;
	struct request request;
	dial_done *on_done;
	dial_ready *on_ready; /* NULL unless the dial is to pause after the lookup */
	void *userdata;
	int64_t asked;
	struct address_lookup *lookup;  /* NULL unless one is running */
	struct addrinfo *found;         /* all addresses, or NULL; to be freed */
	struct addrinfo *next;          /* the first one that is still untried */
	const struct addrinfo *address; /* the current one */
	struct addrinfo path;           /* the only address of unix:PATH */
	struct sockaddr_un path_address;
	int fd; /* the socket that is connecting, or -1 */
	sd_event *event;
	sd_event_source *writable;
	sd_event_source *timeout;
	sd_event_source *retry;
	sd_event_source *deferred;
	char cause[256];
};

__attribute__((format(printf, 2, 3))) static void set_cause(
	struct dial *self, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(self->cause, sizeof self->cause, format, arguments);
	va_end(arguments);
}

static void set_connect_cause(struct dial *self, int error)
{
	if (self->target->path != NULL && error == ECONNREFUSED)
		set_cause(self, "connection refused: no server listens on that socket");
	else if (self->target->path != NULL)
		set_cause(self, "cannot connect: %s", strerror(error));
	else if (error == ECONNREFUSED)
		set_cause(
			self, "connection refused: nothing listens on port %u", self->target->port);
	else
		set_cause(
			self, "cannot connect to port %u: %s", self->target->port, strerror(error));
}

static void stop_step(struct dial *self)
{
	timer_stop(self->timeout);
	timer_stop(self->retry);
	self->writable = sd_event_source_disable_unref(self->writable);
}

static void finish(struct dial *self, int fd)
{
	stop_step(self);
	self->fd = -1;
	self->on_done(self, fd, self->userdata);
}

static void try_next(struct dial *self);

static int on_connected(sd_event_source *source __attribute__((unused)), int fd,
	uint32_t events __attribute__((unused)), void *userdata)
{
	struct dial *self = userdata;
	int error = 0;
	socklen_t size = sizeof error;

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error == 0) {
		finish(self, fd);
		return 0;
	}
	set_connect_cause(self, error);
	try_next(self);
	return 0;
}

/* Connect to the current address. True while the attempt continues. */
static bool connect_address(struct dial *self)
{
	self->asked = now_local();
	if (connect(self->fd, self->address->ai_addr, self->address->ai_addrlen) < 0) {
		/* The backlog of a UNIX socket is full, and no event reports when it has room. */
		if (errno == EAGAIN) {
			timer_start(self->retry, RETRY_USEC);
			return true;
		}
		if (errno != EINPROGRESS) {
			set_connect_cause(self, errno);
			return false;
		}
	}
	/*
	 * A socket that is connected already is reported as writable at once. Without EPOLLET,
	 * epoll would report every ready socket in every turn of the loop, and there may be
	 * thousands.
	 */
	if (sd_event_add_io(self->event, &self->writable, self->fd, EPOLLOUT | EPOLLET,
		    on_connected, self) < 0) {
		set_cause(self, "%s", strerror(ENOMEM));
		return false;
	}
	return true;
}

static int on_retry(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct dial *self = userdata;

	if (!connect_address(self))
		try_next(self);
	return 0;
}

/* Start to connect to the current address. True while the attempt continues. */
static bool try_address(struct dial *self)
{
	int type = self->request.type | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int yes = 1;

	self->fd = socket(self->address->ai_family, type, 0);
	if (self->fd < 0) {
		set_cause(self, "cannot create a socket: %s", strerror(errno));
		return false;
	}
	if (self->request.is_timed)
		setsockopt(self->fd, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
	timer_start(self->timeout, self->request.limit);
	return connect_address(self);
}

/* Try the next address. Report failure after the last one. */
static void try_next(struct dial *self)
{
	for (;;) {
		stop_step(self);
		if (self->fd >= 0)
			close(self->fd);
		self->fd = -1;
		self->address = self->next;
		if (self->address == NULL)
			break;
		self->next = self->address->ai_next;
		if (try_address(self))
			return;
	}
	finish(self, -1);
}

/* Continue with the addresses that the lookup found. */
static void use_addresses(struct dial *self)
{
	dial_ready *on_ready = self->on_ready;

	self->on_ready = NULL;
	if (on_ready != NULL && self->next != NULL)
		on_ready(self, self->userdata);
	else
		try_next(self);
}

static void on_resolved(const char *cause, struct addrinfo *list, void *userdata)
{
	struct dial *self = userdata;

	self->lookup = NULL;
	self->found = list;
	self->next = list;
	if (cause != NULL)
		set_cause(self, "%s", cause);
	use_addresses(self);
}

static int on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct dial *self = userdata;

	set_cause(self, "no connection within %g s; -w allows more time",
		(double)self->request.limit / 1e6);
	try_next(self);
	return 0;
}

static int on_deferred(sd_event_source *source __attribute__((unused)), void *userdata)
{
	use_addresses(userdata);
	return 0;
}

static int find_addresses(struct dial *self, struct resolver *resolver)
{
	const struct target *target = self->target;
	struct addrinfo hints = {.ai_family = self->request.family,
		.ai_socktype = self->request.type,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	char port[sizeof "65535"];
	int result;

	if (target->path != NULL) {
		self->path_address.sun_family = AF_UNIX;
		strncpy(self->path_address.sun_path, target->path, TARGET_PATH_SIZE - 1);
		self->path = (struct addrinfo){.ai_family = AF_UNIX,
			.ai_addr = (struct sockaddr *)&self->path_address,
			.ai_addrlen = sizeof self->path_address};
		self->next = &self->path;
		return 0;
	}
	/* A numeric address needs no lookup, hence no thread. */
	snprintf(port, sizeof port, "%u", target->port);
	result = getaddrinfo(target->host, port, &hints, &self->found);
	if (result == EAI_NONAME)
		return address_lookup_start(
			resolver, target, &self->request, on_resolved, self, &self->lookup);
	if (result != 0)
		set_cause(self, "%s", address_lookup_cause(result, errno));
	self->next = self->found;
	return 0;
}

int dial_new(sd_event *event, struct resolver *resolver, const struct target *target,
	const struct request *request, dial_done *on_done, void *userdata, struct dial **ret_dial)
{
	struct dial *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->target = target;
	self->request = *request;
	self->on_done = on_done;
	self->userdata = userdata;
	self->fd = -1;
	self->event = event;
	error = timer_new(event, on_timeout, self, &self->timeout);
	if (error >= 0)
		error = timer_new(event, on_retry, self, &self->retry);
	if (error >= 0)
		error = sd_event_add_defer(event, &self->deferred, on_deferred, self);
	if (error >= 0)
		error = find_addresses(self, resolver);
	/* Callbacks run only after this returns, so even a known address waits for the loop. */
	if (error >= 0)
		error = sd_event_source_set_enabled(
			self->deferred, self->lookup == NULL ? SD_EVENT_ONESHOT : SD_EVENT_OFF);
	if (error < 0) {
		dial_free(self);
		return error;
	}
	*ret_dial = self;
	return 0;
}

void dial_hold(struct dial *self, dial_ready *on_ready)
{
	self->on_ready = on_ready;
}

void dial_go(struct dial *self)
{
	sd_event_source_set_enabled(self->deferred, SD_EVENT_ONESHOT);
}

int64_t dial_asked(const struct dial *self)
{
	return self->asked;
}

void dial_next(struct dial *self, const char *cause)
{
	set_cause(self, "%s", cause);
	sd_event_source_set_enabled(self->deferred, SD_EVENT_ONESHOT);
}

void dial_next_refused(struct dial *self)
{
	set_connect_cause(self, ECONNREFUSED);
	sd_event_source_set_enabled(self->deferred, SD_EVENT_ONESHOT);
}

const char *dial_cause(const struct dial *self)
{
	return self->cause;
}

void dial_free(struct dial *self)
{
	if (self == NULL)
		return;
	if (self->lookup != NULL)
		address_lookup_stop(self->lookup);
	if (self->fd >= 0)
		close(self->fd);
	if (self->found != NULL)
		freeaddrinfo(self->found);
	sd_event_source_disable_unref(self->writable);
	sd_event_source_disable_unref(self->timeout);
	sd_event_source_disable_unref(self->retry);
	sd_event_source_disable_unref(self->deferred);
	free(self);
}
