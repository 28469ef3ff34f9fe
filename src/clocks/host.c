/* SPDX-License-Identifier: ISC */
/* The measurement of one host's clock, round by round: see host.h. */
#include "clocks/host_parts.h"

#include "base/now.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool host_is_precise(const struct host *self)
{
	return self->owner->settings->goal.probes > 1;
}

int64_t host_spacing(const struct host *self)
{
	const struct host_settings *settings = self->owner->settings;

	return settings->has_spacing ? settings->goal.spacing
				     : protocol_kinds[self->record.measurement->protocol].spacing;
}

bool host_has_reply(const struct host *self)
{
	return self->round != NULL && self->round->estimator.rtt >= 0;
}

void host_enter(struct host *self, enum host_state state)
{
	enum host_state before = self->state;

	self->state = state;
	self->owner->on_change(self->number, before, state, self->owner->userdata);
}

void host_cancel_query(struct host *self)
{
	time_query_free(self->round->query);
	self->round->query = NULL;
}

void host_keep_connection(struct host *self, int connection)
{
	size_t *spare = self->owner->settings->query.request.spare;

	if (spare != NULL && *spare == 0) {
		close(connection);
		return;
	}
	if (spare != NULL)
		--*spare;
	self->round->connection = connection;
}

int host_take_connection(struct host *self)
{
	size_t *spare = self->owner->settings->query.request.spare;
	int connection = self->round->connection;

	if (connection >= 0 && spare != NULL)
		++*spare;
	self->round->connection = -1;
	return connection;
}

void host_set_failure(struct host *self, const char *cause)
{
	struct round *round = self->round;

	free(round->failure);
	round->failure = cause != NULL ? strdup(cause) : NULL;
	round->failures = cause != NULL ? round->failures + 1 : 0;
}

int host_new(const struct host_owner *owner, unsigned number, const struct host_spec *spec,
	const char *mistake, struct host **ret_host)
{
	struct host *self = calloc(1, sizeof *self);

	if (self == NULL)
		return -ENOMEM;
	self->owner = owner;
	self->number = number;
	owner->measurements[number] = (struct measurement){
		.host = spec->target.given, .port = spec->target.port, .protocol = spec->protocol};
	if (mistake == NULL) {
		self->is_name = !target_is_numeric(&spec->target);
	} else {
		self->barred = strdup(mistake);
		if (self->barred == NULL) {
			free(self);
			return -ENOMEM;
		}
	}
	*ret_host = self;
	return 0;
}

void host_reset(struct host *self)
{
	record_begin(&self->record, &self->owner->measurements[self->number]);
	host_enter(self, HOST_NEW);
}

void host_reject(struct host *self)
{
	if (self->barred != NULL)
		host_fail(self, "%s", self->barred);
}

static int begin_round(struct host *self)
{
	const struct host_owner *owner = self->owner;
	const struct time_query_settings *query = &owner->settings->query;
	struct measurement *measurement = self->record.measurement;
	struct round *round = calloc(1, sizeof *round);

	if (round == NULL)
		return -ENOMEM;
	self->round = round;
	round->connection = -1;
	host_spec_parse(measurement->host, query->protocol, query->request.port, &round->spec);
	/* A name can mean another address than in the last round. */
	round->needs_lookup = self->is_name;
	estimator_begin(
		&round->estimator, self->number, protocol_kinds[measurement->protocol].is_exact);
	measurement->address = round->spec.target.path;
	round->planned = now_local();
	return countdown_begin(
		&round->timeout, owner->event, owner->settings->timeout, host_on_timeout, self);
}

void host_begin(struct host *self)
{
	int error = begin_round(self);

	if (error < 0)
		host_end_by_error(self, error);
	else if (self->round->needs_lookup)
		host_look_up(self);
	else if (!host_wait_for_spacing(self))
		host_probe(self);
}

enum host_state host_state(const struct host *self)
{
	return self->state;
}

bool host_is_finished(const struct host *self)
{
	return self->state == HOST_DONE || self->state == HOST_FAILED;
}

bool host_needs_lookup(const struct host *self)
{
	return self->round != NULL ? self->round->needs_lookup : self->is_name;
}

const struct measurement *host_measurement(const struct host *self)
{
	return host_is_finished(self) ? self->record.measurement : NULL;
}
