/*
 * Many hosts whose clocks are measured at once: each by one question, or by several until its
 * offset is narrow enough. Bounds on connections and on questions a second hold for all of them
 * together; a host that is slow, or whose name is being looked up, keeps none of the others
 * waiting.
 */
#ifndef INETKIT_CLOCKS_FLEET_H
#define INETKIT_CLOCKS_FLEET_H

#include "clocks/drift.h"
#include "clocks/estimator.h"
#include "clocks/measurement.h"
#include "clocks/time_query.h"

#include <stdbool.h>
#include <stddef.h>

struct fleet;

struct fleet_settings {
	struct time_query_settings probe;
	struct estimator_goal goal; /* one question is the least */
	unsigned retries;           /* questions more to a host from which no reply has come */
	uint64_t timeout;           /* for all about one host, in microseconds; 0: none */
	unsigned rate;              /* questions a second; 0: no limit */
	bool has_drift;             /* from one round to the next, each host's drift is measured */
	size_t parallel;            /* connections at once, at least 1 */
	unsigned look_ups;          /* names looked up at once, at least 1 */
};

/* Called from the event loop when a host is known; number counts them in the order added. */
typedef void fleet_done(size_t number, void *userdata);

/* 0, or a negative errno. The fleet lives as long as the process. */
int fleet_new(sd_event *event, struct resolver *resolver, const struct fleet_settings *settings,
	fleet_done *done, void *userdata, struct fleet **ret);

/*
 * One host more: the target, whose text must outlive the fleet, or a mistake: why it is none, which
 * is then all that is known of it. Before the first round. 0, or a negative errno.
 */
int fleet_add(struct fleet *self, const struct target *target, const char *mistake);

size_t fleet_count(const struct fleet *self);

/* Ask all hosts, once each time it is called, when the round before is over. */
void fleet_round(struct fleet *self);

/* How many hosts are known in this round, and for how many of these there is a cause why not. */
size_t fleet_known(const struct fleet *self);
size_t fleet_failed(const struct fleet *self);

/* What is known of the hosts, one after the other; NULL for one of which it is not yet. */
const struct measurement *fleet_measurement(const struct fleet *self, size_t number);

#endif
