/* SPDX-License-Identifier: ISC */
/* The lookup and the probes of a host: see host_parts.h. */
#include "clocks/host_parts.h"

#include "base/now.h"
#include "base/round.h"
#include "client/timer.h"
#include "clocks/sample.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* How many times in a row a probe is rescheduled because its moment has passed. */
enum { LATE_MAX = 3 };

/* Timeout of a host that has replied once: PATIENCE round trips, but at least PATIENCE_NSEC. */
enum { PATIENCE = 8, PATIENCE_NSEC = 1000 * 1000 * 1000 };

static void on_reply(const struct time_query_result *result, void *userdata);

static int start_query(struct host *self)
{
	struct round *round = self->round;
	const struct host_settings *settings = self->owner->settings;
	const struct protocol_kind *kind = &protocol_kinds[round->spec.protocol];
	struct time_query_settings query = settings->query;
	uint64_t spacing = (uint64_t)host_spacing(self) / 1000;
	int error;

	query.protocol = round->spec.protocol;
	query.path = round->spec.path;
	query.keeps = host_is_precise(self);
	if (!kind->has_udp)
		query.request.type = kind->type;
	if (kind->family != AF_UNSPEC)
		query.request.family = kind->family;
	if (host_has_reply(self)) {
		int64_t usual = round->estimator.rtt * PATIENCE;
		uint64_t patience =
			(uint64_t)(usual > PATIENCE_NSEC ? usual : PATIENCE_NSEC) / 1000;

		query.request.is_derived = patience < query.request.limit;
		if (query.request.is_derived)
			query.request.limit = patience;
	} else {
		query.repeat = TIME_QUERY_REPEAT;
		if (host_is_precise(self) && spacing > TIME_QUERY_REPEAT)
			query.repeat = spacing;
	}
	error = time_query_new(self->owner->event, self->owner->resolver, &round->spec.target,
		&query, on_reply, self, &round->query);
	if (error >= 0 && round->connection >= 0)
		time_query_use(round->query, host_take_connection(self));
	return error;
}

static void wait_until(struct host *self, int64_t moment);

/* The spacing also holds between the last probe of a round and the first of the next. Returns false
 * if that is over. */
bool host_wait_for_spacing(struct host *self)
{
	int64_t early = self->probed + host_spacing(self) - now_boottime();

	if (!host_is_precise(self) || self->probed == 0 || early <= 0)
		return false;
	wait_until(self, now_local() + early);
	return true;
}

static void on_looked_up(void *userdata)
{
	struct host *self = userdata;
	struct round *round = self->round;
	const char *address = record_address(&self->record);

	/* A name server may list the addresses in another order each time. */
	if (address != NULL && !time_query_prefer(round->query, address))
		record_leave_address(&self->record);
	/* The timeout does not run while a host waits for its first probe. */
	if (round->estimator.probes == 0)
		countdown_pause(&round->timeout);
	round->planned = now_local();
	if (!host_wait_for_spacing(self))
		host_enter(self, HOST_QUEUED);
}

void host_look_up(struct host *self)
{
	int error = start_query(self);

	if (error < 0) {
		host_end_by_error(self, error);
		return;
	}
	countdown_resume(&self->round->timeout);
	time_query_hold(self->round->query, on_looked_up);
	host_enter(self, HOST_LOOKING_UP);
}

/* The moment of the next probe has come. If no address of the name replied, look it up again. */
static void end_wait(struct host *self)
{
	if (self->round->needs_lookup && self->round->query == NULL)
		host_look_up(self);
	else
		host_enter(self, HOST_QUEUED);
}

static int on_timer(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	end_wait(userdata);
	return 0;
}

static void wait_until(struct host *self, int64_t moment)
{
	struct round *round = self->round;
	int64_t left = moment - now_local();

	round->planned = moment;
	host_enter(self, HOST_WAITING);
	if (left <= 0) {
		end_wait(self);
		return;
	}
	if (round->timer == NULL &&
		timer_new(self->owner->event, on_timer, self, &round->timer) < 0) {
		host_end_by_error(self, -ENOMEM);
		return;
	}
	timer_start(round->timer, (uint64_t)left / 1000);
}

/* --- probes -----------------------------------------------------------------------------------*/

/* How long the next probe is likely to take until its request leaves. */
static int64_t find_lead(const struct host *self)
{
	return self->round->connection < 0 ? self->round->connected : 0;
}

/* The estimator plans requests. The spacing is between the beginnings of the probes. */
static struct estimator_goal find_goal(const struct host *self)
{
	struct estimator_goal goal = self->owner->settings->goal;

	goal.spacing = host_spacing(self) + find_lead(self);
	return goal;
}

/* Begin the next probe so that its request leaves when the estimator wants it. */
static void wait_for_next(struct host *self)
{
	const struct estimator_goal goal = find_goal(self);
	int64_t lead = find_lead(self);

	wait_until(self, estimator_next(&self->round->estimator, &goal, now_local() + lead) - lead);
}

void host_probe(struct host *self)
{
	struct round *round = self->round;
	const struct estimator_goal goal = find_goal(self);
	int64_t now = now_local();
	int error = 0;

	if (estimator_is_late(&round->estimator, round->planned, now) && round->late++ < LATE_MAX) {
		wait_for_next(self);
		return;
	}
	round->late = 0;
	if (!host_has_reply(self))
		round->base = now_base();
	countdown_resume(&round->timeout);
	self->probed = now_boottime();
	host_enter(self, HOST_PROBING);
	estimator_ask(&round->estimator, &goal, now);
	if (round->query != NULL)
		time_query_go(round->query); /* its lookup is done */
	else
		error = start_query(self);
	if (error < 0)
		host_end_by_error(self, error);
}

/* Probe again, or finish. */
static void go_on(struct host *self)
{
	struct round *round = self->round;
	const struct estimator_goal goal = find_goal(self);
	char reason[300];

	if (!estimator_is_done(&round->estimator, &goal)) {
		wait_for_next(self);
		return;
	}
	if (round->failures > 0 && !estimator_is_reached(&round->estimator, &goal)) {
		snprintf(reason, sizeof reason, "its last %u probe%s failed (%s)", round->failures,
			round->failures == 1 ? "" : "s",
			round->failure != NULL ? round->failure : "out of memory");
		host_succeed_early(self, reason);
	} else {
		host_succeed(self);
	}
}

/* Counts a probe without a reply, before the first reply. */
static bool may_retry(struct host *self)
{
	const struct host_settings *settings = self->owner->settings;

	if (host_is_precise(self) && self->round->estimator.probes >= settings->goal.probes)
		return false;
	return self->round->retries++ < settings->retries;
}

static void take_reply(struct host *self, const struct time_query_result *reply)
{
	struct round *round = self->round;
	struct measurement *measurement = self->record.measurement;
	struct interval before = round->estimator.offset;
	bool had_reply = host_has_reply(self);
	char cause[SAMPLE_CAUSE_SIZE];

	/* Send all further probes to the same address. */
	if (round->needs_lookup)
		snprintf(round->spec.target.host, sizeof round->spec.target.host, "%s",
			reply->address);
	round->needs_lookup = false;
	if (reply->connected > 0)
		round->connected = reply->connected;
	if (sample_add(reply, round->base, &round->estimator, measurement, cause)) {
		if (round->estimator.offset.low != before.low)
			round->low_at = reply->answered - round->base;
		if (round->estimator.offset.high != before.high)
			round->high_at = reply->asked - round->base;
		go_on(self);
	} else if (had_reply) {
		host_fail(self, "%s; its offset was from %+.6f to %+.6f s before that reply", cause,
			(double)round_down(before.low, 1000) / 1e6,
			(double)round_up(before.high, 1000) / 1e6);
	} else {
		host_fail(self, "%s", cause);
	}
}

static void on_reply(const struct time_query_result *result, void *userdata)
{
	struct host *self = userdata;
	bool is_reply = result->cause == NULL;

	if (result->connection >= 0)
		host_keep_connection(self, result->connection);
	if (result->is_refused) {
		record_address_tried(&self->record, result->address, false);
		host_end_by_refusal(self, result->cause);
		return;
	}
	if (countdown_is_over(&self->round->timeout, result->arrived)) {
		host_cancel_query(self);
		host_end_by_timeout(self);
		return;
	}
	record_address_tried(&self->record, result->address, is_reply);
	if (!is_reply && !host_has_reply(self) && !may_retry(self)) {
		host_fail(self, "%s", result->cause);
		return;
	}
	host_set_failure(self, result->cause);
	host_cancel_query(self); /* frees the text of the cause */
	if (is_reply)
		take_reply(self, result);
	else if (host_has_reply(self))
		go_on(self);
	else
		wait_until(self, now_local() + host_spacing(self));
}
