/* SPDX-License-Identifier: ISC */
/* Measures the clocks of many hosts at the same time: see fleet.h. */
#include "clocks/fleet.h"

#include "base/now.h"
#include "client/timer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <sys/socket.h>

/* How late the timer of the rate limit can be, in nanoseconds. */
enum { LATENESS_NSEC = 10 * 1000 * 1000 };

/* The most hosts to begin with in one turn of the loop. It then reads the replies that have
 * arrived: so hosts that reply at once are finished before thousands of others take memory. */
enum { TURN = 64 };

struct member {
	struct host *host;
	TAILQ_ENTRY(member) queued; /* in HOST_QUEUED */
};

struct fleet {
	struct host_owner owner;
	struct fleet_settings settings;
	fleet_done *on_done;
	void *userdata;
	struct member *members; /* does not move once one of them is queued */
	size_t count;
	size_t room;                  /* members and measurements allocated */
	size_t in_state[HOST_STATES]; /* how many hosts are in each state */
	size_t next_address;          /* hosts before this one need a lookup or have begun */
	size_t next_name;             /* hosts before this one need no lookup or have begun */
	TAILQ_HEAD(queue, member) queue;
	sd_event_source *rate; /* runs until next_probe */
	int64_t next_probe;    /* when the rate allows the next probe: now_boottime() */
	sd_event_source *pump; /* runs on_pump() after the current callbacks */
};

/* Charge one probe to the rate limit. */
static void charge_rate(struct fleet *self)
{
	int64_t now = now_boottime();
	int64_t apart;

	if (self->settings.rate == 0)
		return;
	apart = INTERVAL_SECOND / self->settings.rate;
	/* A late timer does not lower the rate. */
	if (self->next_probe < now - (apart < LATENESS_NSEC ? apart : LATENESS_NSEC))
		self->next_probe = now;
	self->next_probe += apart;
}

/* True if the limits allow another probe. If only the rate does not, starts the timer. */
static bool may_probe(struct fleet *self)
{
	int64_t early = self->settings.rate > 0 ? self->next_probe - now_boottime() : 0;

	if (self->in_state[HOST_PROBING] >= self->settings.parallel)
		return false;
	if (early <= 0)
		return true;
	timer_start(self->rate, (uint64_t)early / 1000 + 1);
	return false;
}

/* The next host from *number on that has not begun, with or without a lookup; NULL at the end. */
static struct host *find_new(const struct fleet *self, size_t *number, bool needs_lookup)
{
	while (*number < self->count) {
		struct host *host = self->members[(*number)++].host;

		if (host_state(host) == HOST_NEW && host_needs_lookup(host) == needs_lookup)
			return host;
	}
	return NULL;
}

static void pump_soon(struct fleet *self)
{
	sd_event_source_set_enabled(self->pump, SD_EVENT_ONESHOT);
}

/* Starts what the limits allow, in turns. Hosts that have begun go first. */
static int on_pump(sd_event_source *source __attribute__((unused)), void *userdata)
{
	struct fleet *self = userdata;
	struct host *host;
	unsigned left = TURN;

	for (; left > 0 && !TAILQ_EMPTY(&self->queue) && may_probe(self); left--)
		host_probe(TAILQ_FIRST(&self->queue)->host);
	for (; left > 0 && self->next_address < self->count && may_probe(self); left--) {
		host = find_new(self, &self->next_address, false);
		if (host != NULL)
			host_begin(host);
	}
	if (left == 0)
		pump_soon(self);
	while (self->in_state[HOST_LOOKING_UP] < self->settings.lookups) {
		host = find_new(self, &self->next_name, true);
		if (host == NULL)
			break;
		host_begin(host);
	}
	return 0;
}

static int on_rate(sd_event_source *source, uint64_t now __attribute__((unused)), void *userdata)
{
	return on_pump(source, userdata);
}

static void on_change(unsigned number, enum host_state from, enum host_state to, void *userdata)
{
	struct fleet *self = userdata;
	struct member *member = &self->members[number];

	self->in_state[from]--;
	self->in_state[to]++;
	if (from == HOST_QUEUED)
		TAILQ_REMOVE(&self->queue, member, queued);
	if (to == HOST_QUEUED)
		TAILQ_INSERT_TAIL(&self->queue, member, queued);
	if (from == HOST_LOOKING_UP || from == HOST_PROBING || to == HOST_QUEUED)
		pump_soon(self);
	if (to == HOST_PROBING)
		charge_rate(self);
	if (host_is_finished(member->host))
		self->on_done(number, self->userdata);
}

int fleet_new(sd_event *event, struct resolver *resolver, const struct fleet_settings *settings,
	fleet_done *on_done, void *userdata, struct fleet **ret_fleet)
{
	struct fleet *self = calloc(1, sizeof *self);
	int error;

	if (self == NULL)
		return -ENOMEM;
	self->settings = *settings;
	self->owner = (struct host_owner){.settings = &self->settings.host,
		.event = event,
		.resolver = resolver,
		.on_change = on_change,
		.userdata = self};
	self->on_done = on_done;
	self->userdata = userdata;
	TAILQ_INIT(&self->queue);
	error = icmp_socket_new(event, &self->settings.host.query.icmp);
	if (error >= 0)
		error = timer_new(event, on_rate, self, &self->rate);
	if (error >= 0)
		error = sd_event_add_defer(event, &self->pump, on_pump, self);
	if (error >= 0)
		error = sd_event_source_set_enabled(self->pump, SD_EVENT_OFF);
	if (error < 0) {
		sd_event_source_unref(self->rate);
		sd_event_source_unref(self->pump);
		free(self->settings.host.query.icmp);
		free(self);
		return error;
	}
	*ret_fleet = self;
	return 0;
}

static int make_room(struct fleet *self)
{
	size_t room = self->room > 0 ? 2 * self->room : 256;
	struct member *members;
	struct measurement *measurements;

	if (self->count < self->room)
		return 0;
	members = reallocarray(self->members, room, sizeof *self->members);
	if (members == NULL)
		return -ENOMEM;
	self->members = members;
	measurements = reallocarray(self->owner.measurements, room, sizeof *measurements);
	if (measurements == NULL)
		return -ENOMEM;
	self->owner.measurements = measurements;
	self->room = room;
	return 0;
}

int fleet_add(struct fleet *self, const struct host_spec *spec, const char *mistake)
{
	int error = make_room(self);

	/* Now, while the process may still open it. An error becomes the row of each host. */
	if (mistake == NULL && protocol_kinds[spec->protocol].type == SOCK_RAW)
		icmp_socket_open(self->settings.host.query.icmp);
	if (error >= 0)
		error = host_new(&self->owner, (unsigned)self->count, spec, mistake,
			&self->members[self->count].host);
	if (error < 0)
		return error;
	self->count++;
	self->in_state[HOST_NEW]++;
	return 0;
}

int fleet_icmp_error(const struct fleet *self)
{
	return icmp_socket_error(self->settings.host.query.icmp);
}

size_t fleet_count(const struct fleet *self)
{
	return self->count;
}

void fleet_round(struct fleet *self)
{
	self->next_address = 0;
	self->next_name = 0;
	for (size_t i = 0; i < self->count; i++)
		host_reset(self->members[i].host);
	for (size_t i = 0; i < self->count; i++)
		host_reject(self->members[i].host);
	pump_soon(self);
}

void fleet_cut(struct fleet *self)
{
	for (size_t i = 0; i < self->count; i++)
		host_cut(self->members[i].host);
}

size_t fleet_known(const struct fleet *self)
{
	return self->in_state[HOST_DONE] + self->in_state[HOST_FAILED];
}

size_t fleet_failed(const struct fleet *self)
{
	return self->in_state[HOST_FAILED];
}

const char *fleet_host(const struct fleet *self, size_t number)
{
	return self->owner.measurements[number].host;
}

const struct measurement *fleet_measurement(const struct fleet *self, size_t number)
{
	return host_measurement(self->members[number].host);
}

const struct measurement *fleet_measurements(const struct fleet *self)
{
	return self->owner.measurements;
}
