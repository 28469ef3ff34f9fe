/* SPDX-License-Identifier: ISC */
/* The parts of a host, which host.c, host_probe.c and host_end.c share. For these files only. */
#ifndef INETKIT_CLOCKS_HOST_PARTS_H
#define INETKIT_CLOCKS_HOST_PARTS_H

#include "clocks/countdown.h"
#include "clocks/host.h"
#include "clocks/record.h"

/* What a host needs only while it is asked. Of a large fleet, most hosts are waiting for their
 * turn, or finished. */
struct round {
	struct host_spec spec;
	bool needs_lookup;
	struct estimator estimator;
	struct time_query *query; /* in progress, or NULL */
	int connection;           /* for the next probe, taken from the spare ones; or -1 */
	sd_event_source *timer;   /* for the next probe */
	struct countdown timeout; /* for everything about this host */
	int64_t connected;        /* see time_query_result: of the last connection */
	int64_t planned;          /* when the next probe is to be sent: now_local() */
	int64_t base;             /* now_base() at the first probe */
	int64_t low_at;           /* see drift.h: when the ends of the offset were found */
	int64_t high_at;
	char *failure;     /* why the last probe or lookup failed, or NULL */
	unsigned failures; /* how many failed since the last reply */
	unsigned retries;  /* probes without a reply, before the first reply */
	unsigned late;     /* how many times in a row the next probe was rescheduled */
};

struct host {
	const struct host_owner *owner;
	enum host_state state;
	unsigned number;
	char *barred; /* why the host must not be asked, or NULL: the spec is invalid, or it asked
			 to be left alone */
	bool is_name;
	int64_t probed; /* when the last probe was sent: now_boottime(); 0: never */
	struct record record;
	struct round *round; /* from host_begin() until the host is finished; else NULL */
};

/* --- host.c: ---------------------------------------------------------------------------------- */

bool host_is_precise(const struct host *self);

/* The minimum time between two probes, in nanoseconds. */
int64_t host_spacing(const struct host *self);

/* A reply in this round. */
bool host_has_reply(const struct host *self);

/* Change the state, and tell the owner. */
void host_enter(struct host *self, enum host_state state);

void host_cancel_query(struct host *self);

/* Keep a connection for the next probe, or close it if no spare connection is left. */
void host_keep_connection(struct host *self, int connection);

/* Pass that connection to the caller, and return the spare one; -1 if there is none. */
int host_take_connection(struct host *self);

/* Note why a probe or a lookup failed; NULL for a reply. */
void host_set_failure(struct host *self, const char *cause);

/* --- host_probe.c: ---------------------------------------------------------------------------- */

/* Look up the name, and then wait for the turn of the first probe. */
void host_look_up(struct host *self);

/* Wait as long as the spacing from the round before requires. Returns false if that is over. */
bool host_wait_for_spacing(struct host *self);

/* --- host_end.c: each of these ends the round ------------------------------------------------- */

/* With a cause. */
__attribute__((format(printf, 2, 3))) void host_fail(struct host *self, const char *format, ...);

/* With the offset. */
void host_succeed(struct host *self);

/* With the offset, which lacks what the goal requires; the reason begins a sentence. */
void host_succeed_early(struct host *self, const char *reason);

/* Because the timeout is over: with the offset if it is known. */
void host_end_by_timeout(struct host *self);

/* Because of a negative errno, likewise. */
void host_end_by_error(struct host *self, int error);

/* Because the host asks to be left alone: likewise, and also in all rounds to come. */
void host_end_by_refusal(struct host *self, const char *cause);

/* The callback of the timeout. */
int host_on_timeout(sd_event_source *source, uint64_t now, void *userdata);

#endif
