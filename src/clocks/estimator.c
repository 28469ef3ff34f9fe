/* Narrowing the offset of one clock: see estimator.h. */
#include "clocks/estimator.h"

/* Fruitless questions in a row after which it narrows no longer. */
enum { IDLE_MAX = 3 };

/* Questions to confirm an end, at most: where all come late, none of them does. */
enum { CONFIRMATIONS_MAX = 3 };

#define PERIOD (2 * INTERVAL_SECOND)

/* The part of a full turn that comes nearest to being even for any count of numbers: the golden
 * section. */
#define GOLDEN 0.6180339887498949

void estimator_begin(struct estimator *self, unsigned number)
{
	double turn = number * GOLDEN + 0.5; /* the first aims at the middle */

	*self = (struct estimator){.offset = INTERVAL_ALL, .rtt = -1};
	self->share = turn - (double)(int64_t)turn - 0.5;
}

static bool is_narrow(const struct estimator *self, const struct estimator_goal *goal)
{
	/* A question leaves half of the width, and half of the round trip. */
	if (interval_width(self->offset) <= goal->width || self->idle >= IDLE_MAX)
		return true;
	/* One that took long alone, as the first can, says nothing about the next. */
	return self->replies > 1 && interval_width(self->offset) <= self->rtt + self->rtt / 4;
}

void estimator_ask(struct estimator *self, const struct estimator_goal *goal, int64_t asked)
{
	if (self->rtt >= 0 && is_narrow(self, goal))
		self->confirmations++;
	self->asked = asked;
	self->probes++;
}

/* How far beyond the older end a question to confirm it aims: for no offset up to there, a reply
 * can be on its other side. */
static int64_t measure_margin(const struct estimator *self)
{
	return self->rtt + interval_width(self->offset) / 2;
}

/* What a reply after the first one says about the age of the ends, which are not changed yet. */
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

	/* By a twentieth at least, to count as progress. */
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

bool estimator_is_done(const struct estimator *self, const struct estimator_goal *goal)
{
	if (self->probes >= goal->probes)
		return true;
	return self->rtt >= 0 && is_narrow(self, goal) &&
	       (self->is_confirmed || self->confirmations >= CONFIRMATIONS_MAX);
}

/* The offset for which the server is to read its clock just as its second begins. */
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
	if (self->rtt < 0)
		return earliest;
	/* The server's clock then, as if its offset were the aim; but for any number of two
	 * seconds, with which it could be more than fits. */
	expected = earliest % PERIOD + self->rtt / 2 + find_aim(self, goal) % PERIOD + PERIOD;
	wait = INTERVAL_SECOND - 1 - (expected + INTERVAL_SECOND - 1) % INTERVAL_SECOND;
	if (!is_narrow(self, goal))
		return earliest + wait;
	/* What confirms is an odd second, which a server that tells only even ones does not. */
	is_odd = ((expected + wait) / INTERVAL_SECOND - self->is_high_older) % 2 != 0;
	return earliest + wait + (is_odd ? 0 : INTERVAL_SECOND);
}

bool estimator_is_late(const struct estimator *self, int64_t planned, int64_t now)
{
	return self->rtt >= 0 && now - planned > interval_width(self->offset) / 4;
}
