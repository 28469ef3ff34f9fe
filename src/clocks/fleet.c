/* Many hosts whose clocks are measured at once: see fleet.h. */
#include "clocks/fleet.h"

#include "base/now.h"
#include "client/timer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A jump of the local clock's distance from the steady one, beyond what reading both can err, in
 * nanoseconds. */
enum { SET_NSEC = 1000 * 1000 };

/* By how much the timers of a rate can be late, in nanoseconds. */
enum { LATENESS_NSEC = 10 * 1000 * 1000 };

/* How often in a row a question that comes too late is put off. */
enum { LATE_MAX = 3 };

/* A host that has answered once is waited for no longer than so many round trips, or this, in
 * nanoseconds. */
enum { PATIENCE = 8, PATIENCE_NSEC = 1000 * 1000 * 1000 };

/* Hosts are added to a list of blocks, which need not be moved to make room. */
enum { BLOCK = 256 };

struct host {
	struct fleet *fleet;
	struct target target;
	struct measurement measurement;
	struct estimator narrow;
	struct drift *drift;      /* where that is asked for, from the first offset on */
	struct time_query *probe; /* while it is being asked */
	sd_event_source *timer;   /* for the next question */
	sd_event_source *timeout; /* for all of it */
	struct host *next;        /* of those whose question is due */
	int64_t planned;          /* when it was to be asked */
	int64_t base;             /* the local clock, as now_base() has it, at the first question */
	int64_t asked;            /* when the last question was, by now_boottime(); 0: never */
	uint64_t time_left;       /* of the timeout, in microseconds */
	char *cause;              /* what the reading's points to, if it is not constant */
	char address[TIME_QUERY_ADDRESS_SIZE];
	unsigned number;
	unsigned tries;  /* questions without a reply, before the first reply */
	unsigned late;   /* times that the next question was put off, in a row */
	bool is_numeric; /* no name is to be looked up, */
	bool has_name;   /* or no more */
	bool is_mistaken;
	bool has_begun; /* in this round */
	bool is_known;
	bool is_due; /* it is in the list */
	bool is_looking_up;
	bool is_connected; /* it has one of the connections that there can be */
};

struct block {
	struct host hosts[BLOCK];
};

struct fleet {
	struct fleet_settings settings;
	sd_event *event;
	struct resolver *resolver;
	fleet_done *done;
	void *userdata;
	struct block **blocks;
	size_t count;
	size_t known;
	size_t failed;
	size_t connected;
	unsigned looking_up;
	size_t next_numeric; /* of the hosts with an address, the first that has not begun */
	size_t next_name;    /* the same of those with a name */
	struct host *due;    /* hosts to be asked now, first come, first served */
	struct host **last;
	sd_event_source *rate; /* when there may be another question */
	int64_t next_question; /* that, by now_boottime() */
	sd_event_source *pump; /* start what can be started, once the callbacks have returned */
};

static struct host *host_at(const struct fleet *self, size_t number)
{
	return &self->blocks[number / BLOCK]->hosts[number % BLOCK];
}

/* Whether hosts are asked more than once. */
static bool is_precise(const struct fleet_settings *settings)
{
	return settings->goal.probes > 1;
}

static void pump_soon(struct fleet *self)
{
	sd_event_source_set_enabled(self->pump, SD_EVENT_ONESHOT);
}

/* --- one host -----------------------------------------------------------------------------------
 */

static void set_cause(struct host *self, const char *cause)
{
	free(self->cause);
	self->cause = strdup(cause);
	self->measurement.cause = self->cause != NULL ? self->cause : "there is not enough memory";
}

static void remove_due(struct host *self);

/* Whatever is under way about it ends. */
static void stop(struct host *self)
{
	struct fleet *fleet = self->fleet;

	time_query_free(self->probe);
	self->probe = NULL;
	if (self->is_due)
		remove_due(self);
	if (self->is_connected)
		fleet->connected--;
	if (self->is_looking_up)
		fleet->looking_up--;
	self->is_connected = false;
	self->is_looking_up = false;
	pump_soon(fleet);
}

/* All is known that will be. */
static void finish(struct host *self)
{
	struct fleet *fleet = self->fleet;

	stop(self);
	self->timer = sd_event_source_disable_unref(self->timer);
	self->timeout = sd_event_source_disable_unref(self->timeout);
	self->is_known = true;
	self->measurement.offset = self->narrow.offset;
	self->measurement.rtt = self->narrow.rtt;
	self->measurement.probes = self->narrow.probes;
	fleet->known++;
	if (self->measurement.cause != NULL)
		fleet->failed++;
	fleet->done(self->number, fleet->userdata);
}

static void fail(struct host *self, const char *cause)
{
	set_cause(self, cause);
	finish(self);
}

/* The offset is known: what it says about the drift. */
static void note_drift(struct host *self)
{
	struct measurement *measurement = &self->measurement;

	if (!self->fleet->settings.has_drift)
		return;
	if (self->drift == NULL) {
		self->drift = malloc(sizeof *self->drift);
		if (self->drift == NULL)
			return;
		drift_begin(self->drift);
	}
	measurement->is_unsteady = !drift_take(self->drift, self->asked, self->narrow.offset);
	measurement->has_drift = drift_is_known(self->drift);
	measurement->drift_low = self->drift->low;
	measurement->drift_high = self->drift->high;
}

static void ask_at(struct host *self, int64_t moment);

/* Ask again, or be content. */
static void go_on(struct host *self)
{
	const struct estimator_goal *goal = &self->fleet->settings.goal;

	if (!estimator_is_done(&self->narrow, goal)) {
		ask_at(self, estimator_next(&self->narrow, goal, now_local()));
		return;
	}
	note_drift(self);
	finish(self);
}

/* Whether the offset can be counted: daytime tells years up to 9999. */
static bool is_near(const struct time_query_result *result)
{
	int64_t difference = result->time - result->answered / INTERVAL_SECOND;
	int64_t most = INTERVAL_ALL.high / INTERVAL_SECOND - 60;

	return difference < most && difference > -most;
}

/* Whether the replies can be trusted to say what they seem to; if not, it has failed. */
static bool take_reply(struct host *self, const struct time_query_result *result)
{
	int64_t moved = now_base() - self->base;
	struct interval offset;
	char cause[160];

	if (moved > SET_NSEC || moved < -SET_NSEC) {
		snprintf(cause, sizeof cause, "the local clock was set by %+.3f s meanwhile",
			(double)moved / 1e9);
		fail(self, cause);
		return false;
	}
	if (!is_near(result)) {
		fail(self, "the time that it told is more than 146 years from the local one");
		return false;
	}
	offset = interval_of_reply(result->time, result->asked, result->answered);
	offset.low -= result->advance;
	offset.high -= result->advance;
	self->measurement.time = result->time;
	self->measurement.difference = result->time - result->answered / INTERVAL_SECOND;
	if (!estimator_take(&self->narrow, offset, result->answered - result->asked)) {
		int64_t gap = self->narrow.offset.low - self->narrow.offset.high;

		snprintf(cause, sizeof cause,
			"its replies contradict each other by %.6f s: "
			"a clock was set meanwhile, or the server rounds, or lies",
			(double)gap / 1e9);
		fail(self, cause);
		return false;
	}
	return true;
}

/* After a question without a reply, where there was none before. */
static bool may_retry(struct host *self)
{
	const struct fleet_settings *settings = &self->fleet->settings;

	if (is_precise(settings) && self->narrow.probes >= settings->goal.probes)
		return false;
	return self->tries++ < settings->retries;
}

static void on_probed(const struct time_query_result *result, void *userdata)
{
	struct host *self = userdata;
	const struct fleet_settings *settings = &self->fleet->settings;
	char cause[256];

	if (result->address[0] != '\0') {
		memcpy(self->address, result->address, sizeof self->address);
		self->measurement.address = self->address;
	}
	if (result->cause == NULL) {
		stop(self);
		/* From now on it is the one address that is asked. */
		if (!self->is_numeric)
			snprintf(self->target.host, sizeof self->target.host, "%s", self->address);
		self->is_numeric = true;
		if (take_reply(self, result))
			go_on(self);
		return;
	}
	/* It points into the probe. */
	snprintf(cause, sizeof cause, "%s", result->cause);
	stop(self);
	if (self->narrow.rtt >= 0)
		go_on(self);
	else if (may_retry(self))
		ask_at(self, now_local() + settings->goal.spacing);
	else
		fail(self, cause);
}

static int on_timeout(sd_event_source *source, uint64_t now, void *userdata)
{
	struct host *self = userdata;
	char cause[80];

	(void)source;
	(void)now;
	if (self->narrow.rtt >= 0) {
		note_drift(self);
		finish(self);
		return 0;
	}
	snprintf(cause, sizeof cause, "no reply within %g s altogether; --timeout allows more time",
		(double)self->fleet->settings.timeout / 1e6);
	fail(self, cause);
	return 0;
}

/* --- all of them --------------------------------------------------------------------------------
 */

static void append_due(struct host *self)
{
	struct fleet *fleet = self->fleet;

	self->is_due = true;
	self->next = NULL;
	*fleet->last = self;
	fleet->last = &self->next;
	pump_soon(fleet);
}

static void look_up(struct host *self);

/* It is time for a question; to a name of which no address has answered, for a look-up. */
static void ask(struct host *self)
{
	if (self->is_numeric)
		append_due(self);
	else
		look_up(self);
}

static int on_due(sd_event_source *source, uint64_t now, void *userdata)
{
	(void)source;
	(void)now;
	ask(userdata);
	return 0;
}

static void ask_at(struct host *self, int64_t moment)
{
	int64_t left = moment - now_local();

	self->planned = moment;
	if (left <= 0) {
		ask(self);
		return;
	}
	if (self->timer == NULL && timer_new(self->fleet->event, on_due, self, &self->timer) < 0) {
		fail(self, strerror(ENOMEM));
		return;
	}
	timer_start(self->timer, (uint64_t)left / 1000);
}

static void remove_due(struct host *self)
{
	struct host **link = &self->fleet->due;

	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	if (self->next == NULL)
		self->fleet->last = link;
	self->is_due = false;
}

/* The time that a host waits for its first turn, after the look-up of its name, does not count. */
static void go_on_timeout(struct host *self)
{
	if (self->timeout != NULL && self->narrow.probes == 0)
		timer_start(self->timeout, self->time_left);
}

static void pause_timeout(struct host *self)
{
	uint64_t end;
	uint64_t now;

	if (self->timeout == NULL || self->narrow.probes > 0 ||
		sd_event_source_get_time(self->timeout, &end) < 0 ||
		sd_event_now(self->fleet->event, CLOCK_MONOTONIC, &now) < 0)
		return;
	self->time_left = end > now ? end - now : 0;
	timer_stop(self->timeout);
}

/* Its name is looked up: it takes its turn for a connection. */
static void on_looked_up(void *userdata)
{
	struct host *self = userdata;

	self->fleet->looking_up--;
	self->is_looking_up = false;
	self->planned = now_local();
	pause_timeout(self);
	append_due(self);
}

static int start_probe(struct host *self)
{
	struct fleet *fleet = self->fleet;
	struct time_query_settings settings = fleet->settings.probe;
	uint64_t spacing = (uint64_t)fleet->settings.goal.spacing / 1000;

	if (self->narrow.rtt < 0) {
		settings.repeat = TIME_QUERY_REPEAT;
		if (is_precise(&fleet->settings) && spacing > TIME_QUERY_REPEAT)
			settings.repeat = spacing;
	} else {
		int64_t usual = self->narrow.rtt * PATIENCE;
		uint64_t patience =
			(uint64_t)(usual > PATIENCE_NSEC ? usual : PATIENCE_NSEC) / 1000;

		if (patience < settings.request.limit)
			settings.request.limit = patience;
	}
	return time_query_new(fleet->event, fleet->resolver, &self->target, &settings, on_probed,
		self, &self->probe);
}

/* There is a question less that there may be for now. */
static void count_rate(struct fleet *self, int64_t now)
{
	int64_t apart;

	if (self->settings.rate == 0)
		return;
	apart = INTERVAL_SECOND / self->settings.rate;
	/* A timer that was late does not lower the rate. */
	if (self->next_question < now - (apart < LATENESS_NSEC ? apart : LATENESS_NSEC))
		self->next_question = now;
	self->next_question += apart;
}

/* There may be a connection more: this is for the host's next question. */
static void connect_host(struct host *self)
{
	struct fleet *fleet = self->fleet;
	const struct estimator_goal *goal = &fleet->settings.goal;
	int64_t now = now_local();
	int error = 0;

	if (estimator_is_late(&self->narrow, self->planned, now) && self->late++ < LATE_MAX) {
		ask_at(self, estimator_next(&self->narrow, goal, now));
		return;
	}
	self->late = 0;
	if (self->narrow.rtt < 0)
		self->base = now_base();
	go_on_timeout(self);
	fleet->connected++;
	self->is_connected = true;
	self->asked = now_boottime();
	estimator_ask(&self->narrow, goal, now);
	count_rate(fleet, self->asked);
	if (self->probe != NULL)
		time_query_go(self->probe); /* the look-up is behind it */
	else
		error = start_probe(self);
	if (error < 0)
		fail(self, strerror(-error));
}

/* The first question of a round, no sooner after the last one of the round before than is right. */
static void connect_first(struct host *self)
{
	const struct fleet_settings *settings = &self->fleet->settings;
	int64_t early = self->asked + settings->goal.spacing - now_boottime();

	if (is_precise(settings) && self->asked != 0 && early > 0)
		ask_at(self, now_local() + early);
	else
		connect_host(self);
}

static void begin(struct host *self)
{
	struct fleet *fleet = self->fleet;
	uint64_t timeout = fleet->settings.timeout;

	if (self->target.path != NULL)
		self->measurement.address = self->target.path;
	self->has_begun = true;
	self->planned = now_local();
	self->time_left = timeout;
	if (timeout > 0)
		timer_new(fleet->event, on_timeout, self, &self->timeout);
}

static void look_up(struct host *self)
{
	int error = start_probe(self);

	if (error < 0) {
		fail(self, strerror(-error));
		return;
	}
	go_on_timeout(self);
	time_query_hold(self->probe, on_looked_up);
	self->is_looking_up = true;
	self->fleet->looking_up++;
}

/* The next one from there on that has not begun, with an address or with a name; NULL at the end.
 */
static struct host *find_next(const struct fleet *self, size_t *number, bool is_numeric)
{
	while (*number < self->count) {
		struct host *host = host_at(self, (*number)++);

		if (!host->is_known && !host->has_begun && host->is_numeric == is_numeric)
			return host;
	}
	return NULL;
}

/* Whether there may be one question more; if it is only too early, there is a timer for it. */
static bool is_free(struct fleet *self)
{
	int64_t early = self->settings.rate > 0 ? self->next_question - now_boottime() : 0;

	if (self->connected >= self->settings.parallel)
		return false;
	if (early <= 0)
		return true;
	timer_start(self->rate, (uint64_t)early / 1000 + 1);
	return false;
}

/* Start as much as may be under way at once. */
static int on_pump(sd_event_source *source, void *userdata)
{
	struct fleet *self = userdata;
	struct host *host;

	(void)source;
	while (self->due != NULL && is_free(self)) {
		host = self->due;
		remove_due(host);
		connect_host(host);
	}
	while (self->next_numeric < self->count && is_free(self)) {
		host = find_next(self, &self->next_numeric, true);
		if (host == NULL)
			break;
		begin(host);
		connect_first(host);
	}
	while (self->looking_up < self->settings.look_ups) {
		host = find_next(self, &self->next_name, false);
		if (host == NULL)
			break;
		begin(host);
		look_up(host);
	}
	return 0;
}

static int on_rate(sd_event_source *source, uint64_t now, void *userdata)
{
	(void)now;
	return on_pump(source, userdata);
}

int fleet_new(sd_event *event, struct resolver *resolver, const struct fleet_settings *settings,
	fleet_done *done, void *userdata, struct fleet **ret)
{
	struct fleet *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->settings = *settings;
	self->event = event;
	self->resolver = resolver;
	self->done = done;
	self->userdata = userdata;
	self->last = &self->due;
	error = timer_new(event, on_rate, self, &self->rate);
	if (error >= 0)
		error = sd_event_add_defer(event, &self->pump, on_pump, self);
	if (error >= 0)
		error = sd_event_source_set_enabled(self->pump, SD_EVENT_OFF);
	if (error < 0) {
		sd_event_source_unref(self->rate);
		sd_event_source_unref(self->pump);
		free(self);
		return error;
	}
	*ret = self;
	return 0;
}

/* Room for one host more: the list of blocks grows, the blocks stay where they are. */
static int make_room(struct fleet *self)
{
	size_t count = self->count / BLOCK;
	struct block **blocks;

	if (self->count % BLOCK != 0)
		return 0;
	blocks = reallocarray(self->blocks, count + 1, sizeof(struct block *));
	if (blocks == NULL)
		return -ENOMEM;
	self->blocks = blocks;
	blocks[count] = calloc(1, sizeof(struct block));
	return blocks[count] == NULL ? -ENOMEM : 0;
}

int fleet_add(struct fleet *self, const struct target *target, const char *mistake)
{
	struct host *host;
	int error = make_room(self);

	if (error < 0)
		return error;
	host = host_at(self, self->count);
	host->fleet = self;
	host->number = (unsigned)self->count++;
	host->target = *target;
	host->measurement.host = target->given;
	host->measurement.port = target->port;
	if (mistake != NULL)
		set_cause(host, mistake);
	host->is_mistaken = mistake != NULL;
	host->has_name = mistake == NULL && !target_is_numeric(target);
	return 0;
}

size_t fleet_count(const struct fleet *self)
{
	return self->count;
}

static void reset(struct host *self)
{
	const struct fleet_settings *settings = &self->fleet->settings;

	/* An address is good until a question to it fails; then the name is looked up again. */
	if (self->has_name && (self->measurement.cause != NULL || self->narrow.probes == 0)) {
		target_parse(self->measurement.host, settings->probe.request.port, &self->target);
		self->is_numeric = false;
	} else {
		self->is_numeric = true;
	}
	estimator_begin(&self->narrow, self->number);
	self->measurement.cause = NULL;
	self->measurement.address = NULL;
	self->measurement.rtt = -1;
	self->measurement.probes = 0;
	self->measurement.is_unsteady = false;
	self->measurement.has_drift = false;
	self->tries = 0;
	self->late = 0;
	self->has_begun = false;
	self->is_known = false;
}

void fleet_round(struct fleet *self)
{
	self->known = 0;
	self->failed = 0;
	self->next_numeric = 0;
	self->next_name = 0;
	for (size_t i = 0; i < self->count; i++)
		if (!host_at(self, i)->is_mistaken)
			reset(host_at(self, i));
	for (size_t i = 0; i < self->count; i++) {
		struct host *host = host_at(self, i);

		if (!host->is_mistaken)
			continue;
		host->narrow.rtt = -1;
		finish(host);
	}
	pump_soon(self);
}

size_t fleet_known(const struct fleet *self)
{
	return self->known;
}

size_t fleet_failed(const struct fleet *self)
{
	return self->failed;
}

const struct measurement *fleet_measurement(const struct fleet *self, size_t number)
{
	const struct host *host = host_at(self, number);

	return host->is_known ? &host->measurement : NULL;
}
