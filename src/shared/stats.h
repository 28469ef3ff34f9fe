/* SPDX-License-Identifier: ISC */
/*
 * What the server counts, and how it reports that: a line about a refused datagram, at most one a
 * minute for each reason; one about a socket that fails, at most one a minute; a line of all counts
 * on request and at the end; and the same counts as the status of the unit, at most once a second.
 *
 * Also keeps when the last request arrived, because every request changes a count.
 */
#ifndef INETKIT_SHARED_STATS_H
#define INETKIT_SHARED_STATS_H

#include "filter/log.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

enum stats_counter {
	STATS_ANSWERED,
	STATS_UNSENT,  /* replies that could not be made or sent */
	STATS_DROPPED, /* lingering connections that were closed early */
	STATS_COUNTERS,
};

/* Why a datagram gets no reply. */
enum refusal {
	REFUSAL_PORT,    /* its source port is that of a server */
	REFUSAL_ADDRESS, /* its source or destination is not one host */
	REFUSAL_RATE,    /* its network is over its rate limit */
	REFUSAL_LOOP,    /* it may be part of an endless loop with another server */
	REFUSALS,
	REFUSAL_NONE,
};

struct stats {
	struct log *log;
	sd_event *event;
	sd_event_source *status_timer;
	bool is_status_due; /* the timer is running */
	uint64_t last_activity;
	uint64_t counts[STATS_COUNTERS];
	uint64_t failures_quiet_until;
	struct stats_refusals {
		uint64_t count;
		uint64_t unreported; /* of these, the ones since the last line */
		uint64_t quiet_until;
	} refusals[REFUSALS];
};

/* Times are in microseconds of event_timer_now(). 0, or a negative errno. */
int stats_begin(struct stats *self, sd_event *event, struct log *log);

void stats_count(struct stats *self, enum stats_counter counter, uint64_t increment);

/* Count a refused datagram, and log it if the last line for this reason is a minute old. The source
 * is an IPv6 or v4-mapped address. */
void stats_count_refusal(
	struct stats *self, enum refusal reason, const struct in6_addr *source, uint16_t port);

/* Requests arrived: call after counting them. The status is sent within a second. */
void stats_note_activity(struct stats *self);

/* The socket of this port fails again and again, with a negative errno. */
void stats_note_failure(struct stats *self, uint16_t port, int error);

/* When stats_note_activity() was last called; before that, when stats_begin() was. */
uint64_t stats_last_activity(const struct stats *self);

/* Log all counts, and send the status, now. */
void stats_report(struct stats *self);

/* Send the status, and log all counts if there are refusals that no line has reported. */
void stats_end(struct stats *self);

#endif
