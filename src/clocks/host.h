/* SPDX-License-Identifier: ISC */
/*
 * The measurement of one host's clock: looks up its name, sends the first probe and further ones at
 * the required spacing until the offset is narrow enough and rechecked, or the host fails. The
 * owner of the hosts decides when a queued host may send its probe.
 */
#ifndef INETKIT_CLOCKS_HOST_H
#define INETKIT_CLOCKS_HOST_H

#include "clocks/estimator.h"
#include "clocks/host_spec.h"
#include "clocks/measurement.h"
#include "clocks/time_query.h"

#include <stdbool.h>
#include <stdint.h>

struct host;

/*
 * In one round a host goes from HOST_NEW to HOST_DONE or HOST_FAILED. A name starts with a lookup
 * and an address with a probe; each further probe starts in HOST_WAITING. host_reset() leads back
 * to HOST_NEW.
 */
enum host_state {
	HOST_NEW,        /* not yet begun in this round */
	HOST_LOOKING_UP, /* the lookup of its name is in progress */
	HOST_WAITING,    /* until the time for the next probe */
	HOST_QUEUED,     /* ready for a probe: the owner calls host_probe() */
	HOST_PROBING,    /* connecting, or waiting for the reply */
	HOST_DONE,       /* the offset is known */
	HOST_FAILED,     /* the cause is known */
};
enum { HOST_STATES = HOST_FAILED + 1 };

struct host_settings {
	/* request.type is for protocols with has_udp, request.port for hosts without a scheme. */
	struct time_query_settings query;
	struct estimator_goal goal; /* at least one probe; spacing: see has_spacing */
	bool has_spacing;           /* goal.spacing is for all hosts, not that of each protocol */
	unsigned retries;           /* further probes to a host that has not replied yet */
	uint64_t timeout; /* for everything about one host, in microseconds; 0: unlimited */
	bool has_drift;   /* measure the drift from one round to the next */
};

/* Called on each change of the state, from the event loop or from a call below. Must not call back
 * into the host, except for the functions that take a const host. */
typedef void host_changed(
	unsigned number, enum host_state from, enum host_state to, void *userdata);

/* What all hosts of one owner share. Must outlive them. */
struct host_owner {
	const struct host_settings *settings;
	sd_event *event;
	struct resolver *resolver;
	struct measurement *measurements; /* by the number of the host; the array can move until the
					     first host_reset() */
	host_changed *on_change;
	void *userdata;
};

/*
 * Create a host in HOST_NEW. The text of the spec must outlive it. mistake says why the spec is
 * invalid, or is NULL. The number also varies the moments of the probes, see estimator_begin().
 * Returns 0 or a negative errno. Hosts live as long as the process.
 */
int host_new(const struct host_owner *owner, unsigned number, const struct host_spec *spec,
	const char *mistake, struct host **ret_host);

/* Prepare for a new round, in which a name is looked up again: HOST_NEW. Only before host_begin(),
 * or after the host is finished. */
void host_reset(struct host *self);

/* Fail at once if the spec is invalid, or the host asked to be left alone. Only in HOST_NEW. */
void host_reject(struct host *self);

/* Start the lookup; or, of a host that needs none, the first probe. Only in HOST_NEW. */
void host_begin(struct host *self);

/* Send the next probe, or return to HOST_WAITING if its moment has passed. Only in HOST_QUEUED. */
void host_probe(struct host *self);

/*
 * End the round now if it is not over: with the offset so far, or as failed without one. Sets
 * is_cut of the measurement if that makes a difference.
 */
void host_cut(struct host *self);

enum host_state host_state(const struct host *self);

/* True for HOST_DONE and HOST_FAILED. */
bool host_is_finished(const struct host *self);

/* True if the name must be looked up before the next probe. */
bool host_needs_lookup(const struct host *self);

/* The result, once the host is finished; else NULL. */
const struct measurement *host_measurement(const struct host *self);

#endif
