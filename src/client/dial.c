/* Connects to a target: see dial.h. */
#include "client/dial.h"

#include "client/attempt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct dial {
	const struct target *target;
	struct request request;
	dial_done *on_done;
	dial_ready *on_ready; /* NULL unless the dial is to pause after the lookup */
	void *userdata;
	struct address_lookup *lookup; /* NULL unless one is running */
	struct addrinfo *found;        /* all addresses, or NULL; to be freed */
	struct addrinfo *next;         /* the first one that is still untried */
	struct addrinfo path;          /* the only address of unix:PATH */
	struct sockaddr_un path_address;
	struct attempt *attempt;
	sd_event_source *deferred; /* continues from the event loop */
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

/* The error is a negative errno of attempt.h. */
static void set_connect_cause(struct dial *self, int error)
{
	const struct target *target = self->target;

	if (error == -ETIME)
		set_cause(self, "no connection within %g s; -w allows more time",
			(double)self->request.limit / 1e6);
	else if (target->path != NULL && error == -ECONNREFUSED)
		set_cause(self, "connection refused: no server listens on that socket");
	else if (target->path != NULL)
		set_cause(self, "cannot connect: %s", strerror(-error));
	else if (error == -ECONNREFUSED)
		set_cause(self, "connection refused: nothing listens on port %u", target->port);
	else
		set_cause(self, "cannot connect to port %u: %s", target->port, strerror(-error));
}

/* Try the next address. Report failure after the last one. */
static void try_next(struct dial *self)
{
	while (self->next != NULL) {
		const struct addrinfo *address = self->next;
		int error;

		self->next = address->ai_next;
		error = attempt_start(self->attempt, address);
		if (error >= 0)
			return;
		set_connect_cause(self, error);
	}
	self->on_done(self, -1, self->userdata);
}

static void on_attempted(int fd, void *userdata)
{
	struct dial *self = userdata;

	if (fd >= 0) {
		self->on_done(self, fd, self->userdata);
		return;
	}
	set_connect_cause(self, fd);
	try_next(self);
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

static void on_looked_up(const char *cause, struct addrinfo *list, void *userdata)
{
	struct dial *self = userdata;

	self->lookup = NULL;
	self->found = list;
	self->next = list;
	if (cause != NULL)
		set_cause(self, "%s", cause);
	use_addresses(self);
}

static int on_deferred(sd_event_source *source __attribute__((unused)), void *userdata)
{
	use_addresses(userdata);
	return 0;
}

/* Set the only address of unix:PATH. */
static void set_path(struct dial *self)
{
	self->path_address.sun_family = AF_UNIX;
	strncpy(self->path_address.sun_path, self->target->path, TARGET_PATH_SIZE - 1);
	self->path = (struct addrinfo){.ai_family = AF_UNIX,
		.ai_addr = (struct sockaddr *)&self->path_address,
		.ai_addrlen = sizeof self->path_address};
	self->next = &self->path;
}

/* Find the addresses now, or start to look them up. */
static int find_addresses(struct dial *self, struct resolver *resolver)
{
	const struct target *target = self->target;
	struct addrinfo hints = {.ai_family = self->request.family,
		.ai_socktype = self->request.type,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	char port[sizeof "65535"];
	int result;

	if (target->path != NULL) {
		set_path(self);
		return 0;
	}
	/* A numeric address needs no lookup, hence no thread. */
	snprintf(port, sizeof port, "%u", target->port);
	result = getaddrinfo(target->host, port, &hints, &self->found);
	if (result == EAI_NONAME)
		return address_lookup_start(
			resolver, target, &self->request, on_looked_up, self, &self->lookup);
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
	error = attempt_new(event, &self->request, on_attempted, self, &self->attempt);
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
	return attempt_asked(self->attempt);
}

void dial_next(struct dial *self, const char *cause)
{
	set_cause(self, "%s", cause);
	sd_event_source_set_enabled(self->deferred, SD_EVENT_ONESHOT);
}

void dial_next_refused(struct dial *self)
{
	set_connect_cause(self, -ECONNREFUSED);
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
	attempt_free(self->attempt);
	if (self->found != NULL)
		freeaddrinfo(self->found);
	sd_event_source_disable_unref(self->deferred);
	free(self);
}
