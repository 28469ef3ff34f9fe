/* SPDX-License-Identifier: ISC */
/*
 * Estimates the offset of one clock by bisection: holds the interval that the replies prove, and
 * decides whether and when to send the next probe. A reply in whole seconds shows whether the
 * host's second began before or after a moment. A probe timed for the middle of the interval halves
 * it, down to about the round trip. A last probe rechecks the older end and is expected to narrow
 * nothing; without it, a clock that was set during the measurement would go unnoticed. Nothing here
 * reads a clock or waits. Times are those of the local clock, in nanoseconds.
 */
#ifndef INETKIT_CLOCKS_ESTIMATOR_H
#define INETKIT_CLOCKS_ESTIMATOR_H

#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

struct estimator_goal {
	int64_t width;   /* narrow enough: stop at this width */
	int64_t spacing; /* minimum time between two probes */
	unsigned probes; /* maximum number of probes */
};

struct estimator {
	struct interval offset; /* the intersection of all replies */
	int64_t rtt;            /* the shortest round trip; -1 before the first reply */
	int64_t asked;          /* when the last probe was sent */
	double share;           /* where in the middle quarter to aim, -0.5 to 0.5 */
	unsigned probes;        /* probes sent */
	unsigned replies;       /* replies received */
	bool is_exact;          /* see estimator_begin() */
	unsigned idle;          /* replies in a row that made no progress */
	bool is_high_older;     /* the high end was found before the low one */
	bool is_confirmed;      /* the older end was rechecked */
	unsigned confirmations; /* probes sent to recheck it */
};

/*
 * Start. The host's number varies the aim, so that hosts whose seconds begin together are not all
 * probed at the same moment. is_exact: replies tell fractions of a second, so that no moment is
 * better than another, and a reply that agrees with the others rechecks them.
 */
void estimator_begin(struct estimator *self, unsigned number, bool is_exact);

/* Record that a probe was sent. */
void estimator_ask(struct estimator *self, const struct estimator_goal *goal, int64_t asked);

/*
 * Record its reply: the interval it gives for the offset, and its round trip. Returns false if it
 * contradicts earlier replies; the offset is then empty.
 */
bool estimator_take(struct estimator *self, struct interval offset, int64_t rtt);

/*
 * True once the interval is narrow enough, or stops narrowing, and its older end has been rechecked
 * or three rechecks came too late.
 */
bool estimator_is_reached(const struct estimator *self, const struct estimator_goal *goal);

/* True then, or once the probe budget is spent. */
bool estimator_is_done(const struct estimator *self, const struct estimator_goal *goal);

/* When to send the next probe. */
int64_t estimator_next(
	const struct estimator *self, const struct estimator_goal *goal, int64_t now);

/* True if a probe sent now instead of at the planned moment would narrow too little. */
bool estimator_is_late(const struct estimator *self, int64_t planned, int64_t now);

#endif
