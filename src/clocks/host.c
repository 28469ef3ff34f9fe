/* The measurement of one host's clock: see host.h. */
#include "clocks/host.h"

#include "base/now.h"
#include "client/timer.h"
#include "clocks/drift.h"
#include "clocks/sample.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many times in a row a probe is rescheduled because its moment has passed. */
enum { LATE_MAX = 3 };

/* Timeout of a host that has replied once: PATIENCE round trips, but at least PATIENCE_NSEC. */
enum { PATIENCE = 8, PATIENCE_NSEC = 1000 * 1000 * 1000 };

struct host {
	const struct host_owner *owner;
	void *userdata;
	enum host_state state;
	unsigned number;
	struct target target;
	char *mistake; /* why the target is invalid, or NULL */
	bool is_name;
	bool needs_lookup;
	struct measurement measurement;
	char *cause; /* memory of measurement.cause, or NULL */
	char address[TIME_QUERY_ADDRESS_SIZE];
	struct estimator estimator;
	struct drift *drift;      /* allocated with the first offset, if drift is measured */
	struct time_query *query; /* in progress, or NULL */
	sd_event_source *timer;   /* for the next probe */
	sd_event_source *timeout; /* for everything about this host */
	uint64_t time_left;       /* of the timeout, in microseconds */
	int64_t planned;          /* when the next probe is to be sent: now_local() */
	int64_t base;             /* now_base() at the first probe */
	int64_t probed;           /* when the last probe was sent: now_boottime(); 0: never */
	unsigned retries;         /* probes without a reply, before the first reply */
	unsigned late;            /* how many times in a row the next probe was rescheduled */
};

static bool is_precise(const struct host *self)
{
	return self->owner->settings->goal.probes > 1;
}

static bool has_reply(const struct host *self)
{
	return self->estimator.rtt >= 0;
}

static void enter(struct host *self, enum host_state state)
{
	enum host_state before = self->state;

	self->state = state;
	self->owner->on_change(before, state, self->userdata);
}

static void cancel_query(struct host *self)
{
	time_query_free(self->query);
	self->query = NULL;
}

static void finish(struct host *self, enum host_state state)
{
	cancel_query(self);
	self->timer = sd_event_source_disable_unref(self->timer);
	self->timeout = sd_event_source_disable_unref(self->timeout);
	self->measurement.offset = self->estimator.offset;
	self->measurement.rtt = self->estimator.rtt;
	self->measurement.probes = self->estimator.probes;
	enter(self, state);
}

__attribute__((format(printf, 2, 3))) static void fail(struct host *self, const char *format, ...)
{
	va_list arguments;

	free(self->cause);
	va_start(arguments, format);
	if (vasprintf(&self->cause, format, arguments) < 0)
		self->cause = NULL;
	va_end(arguments);
	self->measurement.cause = self->cause != NULL ? self->cause : "out of memory";
	finish(self, HOST_FAILED);
}

static void update_drift(struct host *self)
{
	struct measurement *measurement = &self->measurement;

	if (!self->owner->settings->has_drift)
		return;
	if (self->drift == NULL) {
		self->drift = malloc(sizeof *self->drift);
		if (self->drift == NULL)
			return;
		drift_begin(self->drift);
	}
	measurement->is_unsteady = !drift_take(self->drift, self->probed, self->estimator.offset);
	measurement->has_drift = drift_is_known(self->drift);
	measurement->drift_low = self->drift->low;
	measurement->drift_high = self->drift->high;
}

static void succeed(struct host *self)
{
	update_drift(self);
	finish(self, HOST_DONE);
}

/* --- timeout ----------------------------------------------------------------------------------*/

static int on_timeout(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct host *self = userdata;

	if (has_reply(self))
		succeed(self);
	else
		fail(self, "no reply within %g s in total; --timeout allows more time",
			(double)self->owner->settings->timeout / 1e6);
	return 0;
}

/* The timeout does not run while a host is queued for its first probe after the lookup. */
static void resume_timeout(struct host *self)
{
	if (self->timeout != NULL && self->estimator.probes == 0)
		timer_start(self->timeout, self->time_left);
}

static void pause_timeout(struct host *self)
{
	uint64_t end;
	uint64_t now;

	if (self->timeout == NULL || self->estimator.probes > 0 ||
		sd_event_source_get_time(self->timeout, &end) < 0 ||
		sd_event_now(self->owner->event, CLOCK_MONOTONIC, &now) < 0)
		return;
	self->time_left = end > now ? end - now : 0;
	timer_stop(self->timeout);
}

/* --- lookup and spacing -----------------------------------------------------------------------*/

static void on_reply(const struct time_query_result *result, void *userdata);

static int start_query(struct host *self)
{
	const struct host_settings *settings = self->owner->settings;
	struct time_query_settings query = settings->query;
	uint64_t spacing = (uint64_t)settings->goal.spacing / 1000;

	if (has_reply(self)) {
		int64_t usual = self->estimator.rtt * PATIENCE;
		uint64_t patience =
			(uint64_t)(usual > PATIENCE_NSEC ? usual : PATIENCE_NSEC) / 1000;

		if (patience < query.request.limit)
			query.request.limit = patience;
	} else {
		query.repeat = TIME_QUERY_REPEAT;
		if (is_precise(self) && spacing > TIME_QUERY_REPEAT)
			query.repeat = spacing;
	}
	return time_query_new(self->owner->event, self->owner->resolver, &self->target, &query,
		on_reply, self, &self->query);
}

static void on_looked_up(void *userdata)
{
	struct host *self = userdata;

	self->planned = now_local();
	pause_timeout(self);
	enter(self, HOST_QUEUED);
}

static void look_up(struct host *self)
{
	int error = start_query(self);

	if (error < 0) {
		fail(self, "%s", strerror(-error));
		return;
	}
	resume_timeout(self);
	time_query_hold(self->query, on_looked_up);
	enter(self, HOST_LOOKING_UP);
}

/* The moment of the next probe has come. If no address of the name replied, look it up again. */
static void end_wait(struct host *self)
{
	if (self->needs_lookup)
		look_up(self);
	else
		enter(self, HOST_QUEUED);
}

static int on_timer(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	end_wait(userdata);
	return 0;
}

static void wait_until(struct host *self, int64_t moment)
{
	int64_t left = moment - now_local();

	self->planned = moment;
	enter(self, HOST_WAITING);
	if (left <= 0) {
		end_wait(self);
		return;
	}
	if (self->timer == NULL &&
		timer_new(self->owner->event, on_timer, self, &self->timer) < 0) {
		fail(self, "%s", strerror(ENOMEM));
		return;
	}
	timer_start(self->timer, (uint64_t)left / 1000);
}

/* --- probes -----------------------------------------------------------------------------------*/

void host_probe(struct host *self)
{
	const struct estimator_goal *goal = &self->owner->settings->goal;
	int64_t now = now_local();
	int error = 0;

	if (estimator_is_late(&self->estimator, self->planned, now) && self->late++ < LATE_MAX) {
		wait_until(self, estimator_next(&self->estimator, goal, now));
		return;
	}
	self->late = 0;
	if (!has_reply(self))
		self->base = now_base();
	resume_timeout(self);
	self->probed = now_boottime();
	enter(self, HOST_PROBING);
	estimator_ask(&self->estimator, goal, now);
	if (self->query != NULL)
		time_query_go(self->query); /* its lookup is done */
	else
		error = start_query(self);
	if (error < 0)
		fail(self, "%s", strerror(-error));
}

/* Probe again, or finish. */
static void go_on(struct host *self)
{
	const struct estimator_goal *goal = &self->owner->settings->goal;

	if (estimator_is_done(&self->estimator, goal))
		succeed(self);
	else
		wait_until(self, estimator_next(&self->estimator, goal, now_local()));
}

/* Counts a probe without a reply, before the first reply. */
static bool may_retry(struct host *self)
{
	const struct host_settings *settings = self->owner->settings;

	if (is_precise(self) && self->estimator.probes >= settings->goal.probes)
		return false;
	return self->retries++ < settings->retries;
}

static void on_reply(const struct time_query_result *result, void *userdata)
{
	struct host *self = userdata;
	char cause[SAMPLE_CAUSE_SIZE];

	if (result->address[0] != '\0') {
		memcpy(self->address, result->address, sizeof self->address);
		self->measurement.address = self->address;
	}
	if (result->cause != NULL && !has_reply(self) && !may_retry(self)) {
		fail(self, "%s", result->cause);
		return;
	}
	cancel_query(self); /* frees the text of the cause */
	if (result->cause == NULL) {
		/* Send all further probes to the same address. */
		if (self->needs_lookup)
			snprintf(self->target.host, sizeof self->target.host, "%s", self->address);
		self->needs_lookup = false;
		if (sample_add(result, self->base, &self->estimator, &self->measurement, cause))
			go_on(self);
		else
			fail(self, "%s", cause);
	} else if (has_reply(self)) {
		go_on(self);
	} else {
		wait_until(self, now_local() + self->owner->settings->goal.spacing);
	}
}

/* --- round ------------------------------------------------------------------------------------*/

int host_new(const struct host_owner *owner, unsigned number, const struct target *target,
	const char *mistake, void *userdata, struct host **ret_host)
{
	struct host *self = calloc(1, sizeof *self);

	if (self == NULL)
		return -ENOMEM;
	self->owner = owner;
	self->number = number;
	self->userdata = userdata;
	self->target = *target;
	self->measurement.host = target->given;
	self->measurement.port = target->port;
	if (mistake == NULL) {
		self->is_name = !target_is_numeric(target);
	} else {
		self->mistake = strdup(mistake);
		if (self->mistake == NULL) {
			free(self);
			return -ENOMEM;
		}
	}
	*ret_host = self;
	return 0;
}

void host_reset(struct host *self)
{
	/* Keep using an address that replied; after a failure, look up the name again. */
	self->needs_lookup =
		self->is_name && (self->measurement.cause != NULL || self->estimator.probes == 0);
	if (self->needs_lookup)
		target_parse(self->measurement.host, self->owner->settings->query.request.port,
			&self->target);
	estimator_begin(&self->estimator, self->number);
	self->measurement.cause = NULL;
	self->measurement.address = NULL;
	self->measurement.rtt = -1;
	self->measurement.probes = 0;
	self->measurement.is_unsteady = false;
	self->measurement.has_drift = false;
	self->retries = 0;
	self->late = 0;
	enter(self, HOST_NEW);
}

void host_reject(struct host *self)
{
	if (self->mistake != NULL)
		fail(self, "%s", self->mistake);
}

void host_begin(struct host *self)
{
	const struct host_settings *settings = self->owner->settings;
	int64_t early;

	if (self->target.path != NULL)
		self->measurement.address = self->target.path;
	self->planned = now_local();
	self->time_left = settings->timeout;
	if (settings->timeout > 0)
		timer_new(self->owner->event, on_timeout, self, &self->timeout);
	if (self->needs_lookup) {
		look_up(self);
		return;
	}
	/* The spacing also holds between the last probe of a round and the first of the next. */
	early = self->probed + settings->goal.spacing - now_boottime();
	if (is_precise(self) && self->probed != 0 && early > 0)
		wait_until(self, now_local() + early);
	else
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
	return self->needs_lookup;
}

const struct measurement *host_measurement(const struct host *self)
{
	return host_is_finished(self) ? &self->measurement : NULL;
}
