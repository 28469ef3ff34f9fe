/* SPDX-License-Identifier: ISC */
/* Estimates the offset of one clock: see estimator.h. */
#include "clocks/estimator.h"

/*
 * Stop narrowing after this many replies in a row without progress. An interval that is still wide
 * for its round trip gets more: then probes leave late, or are answered slowly, because many hosts
 * whose seconds begin together are asked at the same moment. That ends when some have finished.
 */
enum { IDLE_MAX = 3, IDLE_WIDE_MAX = 12 };

/* The interval is wide beyond this many round trips and what timers and schedulers add. */
enum { WIDE_ROUND_TRIPS = 4, WIDE_NSEC = 2 * 1000 * 1000 };

/* Maximum number of rechecks. If all probes arrive late, no recheck can succeed. */
enum { CONFIRMATIONS_MAX = 3 };

#define PERIOD (2 * INTERVAL_SECOND)

/* The golden ratio: its multiples, modulo 1, are spread evenly for any count of hosts. */
#define GOLDEN 0.6180339887498949

void estimator_begin(struct estimator *self, unsigned number, bool is_exact)
{
	double turn = number * GOLDEN + 0.5; /* host 0 aims at the middle */

	*self = (struct estimator){.offset = INTERVAL_ALL, .rtt = -1};
	self->is_exact = is_exact;
	self->share = turn - (double)(int64_t)turn - 0.5;
}

/* True if further probes are not expected to make progress. Only after the first reply. */
static bool is_idle(const struct estimator *self)
{
	bool is_wide = interval_width(self->offset) > WIDE_ROUND_TRIPS * self->rtt + WIDE_NSEC;

	return self->idle >= (is_wide ? IDLE_WIDE_MAX : IDLE_MAX);
}

static bool is_narrow(const struct estimator *self, const struct estimator_goal *goal)
{
	/* A probe leaves half the width plus half the round trip. */
	if (interval_width(self->offset) <= goal->width || is_idle(self))
		return true;
	/* The first round trip can be long: it does not predict the next. */
	return !self->is_exact && self->replies > 1 &&
	       interval_width(self->offset) <= self->rtt + self->rtt / 4;
}

void estimator_ask(struct estimator *self, const struct estimator_goal *goal, int64_t asked)
{
	if (self->rtt >= 0 && is_narrow(self, goal))
		self->confirmations++;
	self->asked = asked;
	self->probes++;
}

/* How far beyond the older end a recheck aims: far enough that no offset inside the interval can
 * move the reply to the other side. */
static int64_t measure_margin(const struct estimator *self)
{
	return self->rtt + interval_width(self->offset) / 2;
}

/* Update which end is older, and whether it is confirmed. Called before the offset changes, from
 * the second reply on. */
static void note_ends(struct estimator *self, struct interval offset)
{
	bool is_higher = offset.low > self->offset.low;
	bool is_lower = offset.high < self->offset.high;
	int64_t beyond = self->is_high_older ? offset.high - self->offset.high
					     : self->offset.low - offset.low;

	if (is_higher || is_lower) {
		self->is_high_older = is_higher;
		self->is_confirmed = is_higher && is_lower;
	} else if (beyond <= 4 * measure_margin(self)) {
		self->is_confirmed = true;
	}
}

bool estimator_take(struct estimator *self, struct interval offset, int64_t rtt)
{
	struct interval both = interval_intersect(self->offset, offset);

	/* Progress means narrower by at least a twentieth. */
	if (self->rtt >= 0 && !interval_is_empty(both) &&
		interval_width(both) > interval_width(self->offset) / 20 * 19)
		self->idle++;
	else
		self->idle = 0;
	if (self->rtt >= 0)
		note_ends(self, offset);
	else
		self->is_confirmed = true;
	if (self->rtt < 0 || rtt < self->rtt)
		self->rtt = rtt;
	self->offset = both;
	self->replies++;
	return !interval_is_empty(both);
}

bool estimator_is_reached(const struct estimator *self, const struct estimator_goal *goal)
{
	return self->rtt >= 0 && is_narrow(self, goal) &&
	       (self->is_exact || self->is_confirmed || self->confirmations >= CONFIRMATIONS_MAX);
}

bool estimator_is_done(const struct estimator *self, const struct estimator_goal *goal)
{
	return self->probes >= goal->probes || estimator_is_reached(self, goal);
}

/* The offset to test: with exactly this offset, the server reads its clock as its second begins. */
static int64_t find_aim(const struct estimator *self, const struct estimator_goal *goal)
{
	int64_t width = interval_width(self->offset);

	if (!is_narrow(self, goal))
		return interval_middle(self->offset) + (int64_t)(self->share * (double)width / 4);
	return self->is_high_older ? self->offset.high + measure_margin(self)
				   : self->offset.low - measure_margin(self);
}

int64_t estimator_next(const struct estimator *self, const struct estimator_goal *goal, int64_t now)
{
	int64_t earliest = self->asked + goal->spacing;
	int64_t expected;
	int64_t wait;
	bool is_odd;

	if (earliest < now || self->probes == 0)
		earliest = now;
	if (earliest > now + goal->spacing)
		earliest = now + goal->spacing; /* the local clock was set back */
	if (self->rtt < 0 || self->is_exact)
		return earliest;
	/* The server's clock at that moment if its offset were the aim, modulo two seconds to
	 * avoid overflow. */
	expected = earliest % PERIOD + self->rtt / 2 + find_aim(self, goal) % PERIOD + PERIOD;
	wait = INTERVAL_SECOND - 1 - (expected + INTERVAL_SECOND - 1) % INTERVAL_SECOND;
	if (!is_narrow(self, goal))
		return earliest + wait;
	/* Recheck at an odd second, to detect a server that sends only even ones. */
	is_odd = ((expected + wait) / INTERVAL_SECOND - self->is_high_older) % 2 != 0;
	return earliest + wait + (is_odd ? 0 : INTERVAL_SECOND);
}

bool estimator_is_late(const struct estimator *self, int64_t planned, int64_t now)
{
	return self->rtt >= 0 && !self->is_exact &&
	       now - planned > interval_width(self->offset) / 4;
}
