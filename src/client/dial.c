/* SPDX-License-Identifier: ISC */
/* Connects to a target: see dial.h. */
#include "client/dial.h"

#include "client/candidate.h"
#include "client/target_addresses.h"
#include "client/timer.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	/* Between the beginnings of two attempts, in microseconds: RFC 8305, section 5. */
	ATTEMPT_DELAY = 250 * 1000,
	/* The first turn of a server that is silent, in microseconds. */
	TURN = 2 * 1000 * 1000,
	/* Fits the causes of some addresses. */
	CAUSE_SIZE = 512,
};

struct dial {
	const struct target *target;
	struct request request;
	dial_done *on_done;
	dial_ready *on_ready; /* NULL unless the dial is to pause after the lookup */
	void *userdata;
	sd_event *event;
	struct target_addresses addresses;
	struct candidate *candidates;
	size_t count;              /* of the candidates */
	size_t running;            /* attempts */
	struct candidate *current; /* whose connection on_done received */
	int64_t asked;
	sd_event_source *delay;    /* until the next attempt; NULL if there never was one */
	sd_event_source *deferred; /* continues from the event loop */
	char *cause;               /* NULL without one, or without memory for it */
};

__attribute__((format(printf, 2, 3))) static void set_cause(
	struct dial *self, const char *format, ...)
{
	va_list arguments;

	free(self->cause);
	va_start(arguments, format);
	if (vasprintf(&self->cause, format, arguments) < 0)
		self->cause = NULL;
	va_end(arguments);
}

/* Describe a negative errno of attempt.h. */
static void describe(struct dial *self, int error)
{
	const struct target *target = self->target;

	if (error == -ETIME)
		set_cause(self, "no connection within %g s%s", (double)self->request.limit / 1e6,
			request_advice(&self->request));
	else if (target->path != NULL && error == -ECONNREFUSED)
		set_cause(self, "connection refused: no server listens on that socket");
	else if (target->path != NULL || target->port == 0)
		set_cause(self, "cannot connect: %s", strerror(-error));
	else if (error == -EAGAIN)
		set_cause(self, "cannot connect to port %u: no local port is free", target->port);
	else if (error == -ECONNREFUSED)
		set_cause(self, "connection refused: nothing listens on port %u", target->port);
	else
		set_cause(self, "cannot connect to port %u: %s", target->port, strerror(-error));
}

/* The kernel rejects a link-local address without its interface. */
static bool lacks_zone(const struct addrinfo *address)
{
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address->ai_addr;

	return address->ai_family == AF_INET6 && in6->sin6_scope_id == 0 &&
	       (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) ||
		       IN6_IS_ADDR_MC_LINKLOCAL(&in6->sin6_addr));
}

static void fail_candidate(struct dial *self, struct candidate *candidate, int error)
{
	describe(self, error);
	if (error == -EINVAL && lacks_zone(candidate->address))
		set_cause(self, "a link-local address requires its zone, the name of the "
				"interface, as in fe80::1%%eth0");
	candidate_fail(candidate, CANDIDATE_FAILED, dial_cause(self));
}

static void start_next(struct dial *self);

/* Each attempt beyond the first one takes from the spare connections. */
static bool begin_attempt(struct dial *self)
{
	size_t *spare = self->request.spare;

	if (self->running > 0 && spare != NULL) {
		if (*spare == 0)
			return false;
		--*spare;
	}
	self->running++;
	return true;
}

static void end_attempt(struct dial *self)
{
	self->running--;
	if (self->running > 0 && self->request.spare != NULL)
		++*self->request.spare;
}

static void stop_attempts(struct dial *self)
{
	for (size_t i = 0; i < self->count; i++) {
		if (self->candidates[i].attempt == NULL)
			continue;
		candidate_stop(&self->candidates[i]);
		end_attempt(self);
	}
	if (self->delay != NULL)
		timer_stop(self->delay);
}

static void on_attempted(int fd, void *userdata)
{
	struct candidate *candidate = userdata;
	struct dial *self = candidate->dial;

	self->asked = attempt_asked(candidate->attempt);
	attempt_free(candidate->attempt);
	candidate->attempt = NULL;
	end_attempt(self);
	if (fd < 0) {
		fail_candidate(self, candidate, fd);
		start_next(self);
		return;
	}
	stop_attempts(self);
	self->current = candidate;
	self->on_done(self, fd, self->userdata);
}

static int on_delay(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	start_next(userdata);
	return 0;
}

static void start_delay(struct dial *self)
{
	/* Without the timer, the next attempt starts when this one fails. */
	if (self->delay == NULL && timer_new(self->event, on_delay, self, &self->delay) < 0)
		return;
	timer_start(self->delay, ATTEMPT_DELAY);
}

/* Start the next attempt. Report failure after the last one. */
static void start_next(struct dial *self)
{
	struct candidate *candidate;

	while ((candidate = candidate_next(self->candidates, self->count)) != NULL) {
		int error;

		/* A second turn begins only when all others have failed. */
		if (candidate->state == CANDIDATE_SILENT && self->running > 0)
			return;
		if (!begin_attempt(self)) {
			start_delay(self);
			return;
		}
		candidate->is_second = candidate->state == CANDIDATE_SILENT;
		candidate->state = CANDIDATE_TRIED;
		error = attempt_new(self->event, &self->request, candidate->address, on_attempted,
			candidate, &candidate->attempt);
		if (error > 0)
			return; /* the dial can be freed already */
		if (error == 0) {
			if (candidate_next(self->candidates, self->count) != NULL)
				start_delay(self);
			return;
		}
		end_attempt(self);
		fail_candidate(self, candidate, error);
	}
	if (self->running > 0)
		return;
	if (self->count > 0) {
		char cause[CAUSE_SIZE];

		candidate_join_causes(self->candidates, self->count, cause, sizeof cause);
		set_cause(self, "%s", cause);
	}
	self->on_done(self, -1, self->userdata);
}

static int on_deferred(sd_event_source *source __attribute__((unused)), void *userdata)
{
	struct dial *self = userdata;
	dial_ready *on_ready = self->on_ready;

	self->on_ready = NULL;
	if (on_ready != NULL && self->count > 0)
		on_ready(self, self->userdata);
	else
		start_next(self);
	return 0;
}

static void on_addresses(const char *cause, const struct addrinfo *list, void *userdata)
{
	struct dial *self = userdata;

	if (list != NULL)
		self->candidates = candidate_list(self, list, &self->count);
	if (self->candidates == NULL)
		set_cause(self, "%s", list != NULL ? "out of memory" : cause);
	/* Callbacks run only after dial_new() returns, so even a known address waits for the loop.
	 */
	sd_event_source_set_enabled(self->deferred, SD_EVENT_ONESHOT);
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
	self->event = event;
	error = sd_event_add_defer(event, &self->deferred, on_deferred, self);
	if (error >= 0)
		error = sd_event_source_set_enabled(self->deferred, SD_EVENT_OFF);
	if (error >= 0)
		error = target_addresses_find(
			&self->addresses, resolver, target, &self->request, on_addresses, self);
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

bool dial_prefer(struct dial *self, const char *address)
{
	return candidate_prefer(self->candidates, self->count, address);
}

int64_t dial_asked(const struct dial *self)
{
	return self->asked;
}

const struct sockaddr *dial_address(const struct dial *self)
{
	return self->current->address->ai_addr;
}

bool dial_has_next(const struct dial *self)
{
	return candidate_next(self->candidates, self->count) != NULL;
}

uint64_t dial_patience(const struct dial *self)
{
	uint64_t limit = self->request.limit;

	return limit > TURN && !self->current->is_second && dial_has_next(self) ? TURN : limit;
}

static void try_next(struct dial *self, enum candidate_state state, const char *cause)
{
	candidate_fail(self->current, state, cause);
	sd_event_source_set_enabled(self->deferred, SD_EVENT_ONESHOT);
}

void dial_next(struct dial *self, const char *cause)
{
	try_next(self, CANDIDATE_FAILED, cause);
}

void dial_next_refused(struct dial *self)
{
	describe(self, -ECONNREFUSED);
	try_next(self, CANDIDATE_FAILED, dial_cause(self));
}

void dial_next_silent(struct dial *self, const char *cause)
{
	bool was_short = dial_patience(self) < self->request.limit;

	try_next(self, was_short ? CANDIDATE_SILENT : CANDIDATE_FAILED, cause);
}

const char *dial_cause(const struct dial *self)
{
	return self->cause != NULL ? self->cause : "out of memory";
}

void dial_free(struct dial *self)
{
	if (self == NULL)
		return;
	stop_attempts(self);
	for (size_t i = 0; i < self->count; i++)
		free(self->candidates[i].cause);
	free(self->candidates);
	target_addresses_free(&self->addresses);
	sd_event_source_disable_unref(self->delay);
	sd_event_source_disable_unref(self->deferred);
	free(self->cause);
	free(self);
}
