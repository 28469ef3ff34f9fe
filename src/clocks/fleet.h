/* SPDX-License-Identifier: ISC */
/*
 * Measures the clocks of many hosts at the same time. The limits on connections, lookups and probes
 * per second hold for all hosts together. A slow host or a slow lookup delays no other host.
 */
#ifndef INETKIT_CLOCKS_FLEET_H
#define INETKIT_CLOCKS_FLEET_H

#include "clocks/host.h"

#include <stddef.h>

struct fleet;

struct fleet_settings {
	struct host_settings host;
	unsigned rate;    /* maximum number of probes per second; 0: unlimited */
	size_t parallel;  /* maximum number of connections at the same time, at least 1 */
	unsigned lookups; /* maximum number of lookups at the same time, at least 1 */
};

/* Called from the event loop, fleet_round() or fleet_cut(), when a host is finished. Hosts are
 * numbered from 0 in the order added. */
typedef void fleet_done(size_t number, void *userdata);

/* Returns 0 or a negative errno. The fleet lives as long as the process. */
int fleet_new(sd_event *event, struct resolver *resolver, const struct fleet_settings *settings,
	fleet_done *on_done, void *userdata, struct fleet **ret_fleet);

/*
 * Add a host, before the first round. The text of the spec must outlive the fleet. mistake is
 * NULL, or says why the spec is invalid: the host then fails in each round. Returns 0 or a
 * negative errno.
 */
int fleet_add(struct fleet *self, const struct host_spec *spec, const char *mistake);

/* A negative errno if a host is asked by ICMP, and the socket for that cannot be opened; else 0. */
int fleet_icmp_error(const struct fleet *self);

size_t fleet_count(const struct fleet *self);

/* Start a round: measure all hosts once. Only when all hosts of the last round are finished. */
void fleet_round(struct fleet *self);

/* End the round now: host_cut() for each host that is not finished. */
void fleet_cut(struct fleet *self);

/* How many hosts are finished in this round, and how many of these have failed. */
size_t fleet_known(const struct fleet *self);
size_t fleet_failed(const struct fleet *self);

/* The host as it was given. */
const char *fleet_host(const struct fleet *self, size_t number);

/* The result for one host; NULL until the host is finished. */
const struct measurement *fleet_measurement(const struct fleet *self, size_t number);

/* The results for all hosts, once all are finished; NULL without hosts. */
const struct measurement *fleet_measurements(const struct fleet *self);

#endif
