/* SPDX-License-Identifier: ISC */
/* The end of a host's round, at its goal or before: see host_parts.h. */
#include "clocks/host_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without memory for the cause, the host must not be asked again either. */
static char unnoted_refusal[] = "asked to be left alone; it is not asked again";

static void end_round(struct host *self)
{
	struct measurement *measurement = self->record.measurement;
	struct round *round = self->round;

	measurement->offset = round->estimator.offset;
	measurement->rtt = round->estimator.rtt;
	measurement->probes = round->estimator.probes;
	host_cancel_query(self);
	if (round->connection >= 0)
		close(host_take_connection(self));
	sd_event_source_disable_unref(round->timer);
	countdown_end(&round->timeout);
	free(round->failure);
	free(round);
	self->round = NULL;
}

static void finish(struct host *self, enum host_state state)
{
	if (self->round != NULL)
		end_round(self);
	host_enter(self, state);
}

void host_fail(struct host *self, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	record_cause(&self->record, format, arguments);
	va_end(arguments);
	finish(self, HOST_FAILED);
}

void host_succeed(struct host *self)
{
	if (self->owner->settings->has_drift)
		record_drift(&self->record,
			&(struct drift_point){.offset = self->round->estimator.offset,
				.low_at = self->round->low_at,
				.high_at = self->round->high_at});
	finish(self, HOST_DONE);
}

void host_succeed_early(struct host *self, const char *reason)
{
	int64_t width = interval_width(self->round->estimator.offset);
	int64_t goal = self->owner->settings->goal.width;

	if (width > goal)
		record_lack(&self->record,
			"%s: the interval of its offset is %.6f s wide instead of %.6f s", reason,
			(double)width / 1e9, (double)goal / 1e9);
	else
		record_lack(&self->record, "%s: its offset is not rechecked", reason);
	host_succeed(self);
}

/* Ends the round before the goal is reached: with the offset so far, or else with the cause. */
static void end_early(struct host *self, const char *reason, const char *cause)
{
	if (host_has_reply(self)) {
		host_succeed_early(self, reason);
	} else if (self->round != NULL && self->round->failure != NULL) {
		host_fail(self, "%s; before that: %s", cause, self->round->failure);
	} else {
		host_fail(self, "%s", cause);
	}
}

void host_end_by_error(struct host *self, int error)
{
	const char *cause = strerror(-error);

	end_early(self, cause, cause);
}

void host_end_by_refusal(struct host *self, const char *cause)
{
	char text[TIME_REPLY_CAUSE_SIZE + 40];

	snprintf(text, sizeof text, "%s; it is not asked again", cause);
	self->barred = strdup(text);
	if (self->barred == NULL)
		self->barred = unnoted_refusal;
	end_early(self, text, text);
}

/* The reply may have arrived while the process was busy. Returns true if that ends the round. */
static bool look_once_more(struct host *self)
{
	if (self->round != NULL && self->round->query != NULL)
		time_query_end(self->round->query);
	return host_is_finished(self);
}

void host_end_by_timeout(struct host *self)
{
	char cause[80];

	snprintf(cause, sizeof cause, "no reply within %g s in total; --timeout allows more time",
		(double)self->owner->settings->timeout / 1e6);
	end_early(self, "out of time; --timeout allows more", cause);
}

int host_on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct host *self = userdata;

	if (!look_once_more(self))
		host_end_by_timeout(self);
	return 0;
}

void host_cut(struct host *self)
{
	if (host_is_finished(self) || look_once_more(self))
		return;
	self->record.measurement->is_cut = true;
	end_early(self, "interrupted",
		self->round != NULL && self->round->estimator.probes > 0
			? "no reply before the interrupt"
			: "not asked before the interrupt");
}
