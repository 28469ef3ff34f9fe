/*
 * Properties that the arithmetic of intervals, narrowing and drift must have whatever the clocks
 * and the ways to them do: tried on random cases, by simulation, without a network.
 *
 * What is wrong is printed, with the case's number, and the status is 1; otherwise what was tried.
 */
#include "base/number.h"
#include "base/prng.h"
#include "clocks/drift.h"
#include "clocks/estimator.h"
#include "clocks/interval.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INTERVAL_SECOND
#define MILLISECOND (SECOND / 1000)
#define YEAR (INT64_C(31556952) * SECOND)

struct trial {
	struct prng prng;
	int64_t number;
	int64_t failures;
	int64_t found; /* lies and steps that were found out */
};

#define CHECK(trial, condition) \
	do { \
		if (!(condition)) \
			note((trial), __LINE__, #condition); \
	} while (0)

static void note(struct trial *self, int line, const char *condition)
{
	if (self->failures++ < 5)
		printf("case %" PRId64 ": line %d: not %s\n", self->number, line, condition);
}

/* --- random numbers ----------------------------------------------------------------------------*/

/* Both ends belong to it. */
static int64_t between(struct trial *self, int64_t low, int64_t high)
{
	uint64_t width = (uint64_t)high - (uint64_t)low;

	return (int64_t)((uint64_t)low + prng_below(&self->prng, width + 1));
}

static bool perhaps(struct trial *self, unsigned percent)
{
	return prng_below(&self->prng, 100) < percent;
}

/* Up to so much, as often small as large: each power of two has the same chance. */
static int64_t of_any_size(struct trial *self, int64_t limit)
{
	int64_t most = limit;

	for (uint64_t halvings = prng_below(&self->prng, 40); halvings > 0 && most > 1; halvings--)
		most /= 2;
	return between(self, 0, most);
}

static int64_t any_offset(struct trial *self)
{
	int64_t offset = of_any_size(self, 100 * YEAR);

	return perhaps(self, 50) ? offset : -offset;
}

/* --- replies -----------------------------------------------------------------------------------*/

/* Division that rounds down. */
static int64_t to_seconds(int64_t time)
{
	return time / SECOND - (time % SECOND < 0);
}

static bool holds(struct interval self, int64_t offset)
{
	return self.low <= offset && offset <= self.high;
}

/* An honest reply, of a server that reads its clock at any moment while it is asked. */
static struct interval any_reply(struct trial *self, int64_t offset)
{
	int64_t asked = between(self, 0, 100 * YEAR);
	int64_t answered = asked + of_any_size(self, 10 * SECOND);
	int64_t moment = perhaps(self, 10)   ? asked
			 : perhaps(self, 10) ? answered
					     : between(self, asked, answered);
	int64_t seconds = to_seconds(moment + offset);
	struct interval reply = interval_of_reply(seconds, asked, answered);

	CHECK(self, interval_width(reply) == SECOND - 1 + (answered - asked));
	/* Neither end can be left out, and nothing beyond them is possible. */
	CHECK(self, to_seconds(answered + reply.low) == seconds);
	CHECK(self, to_seconds(answered + reply.low - 1) < seconds);
	CHECK(self, to_seconds(asked + reply.high) == seconds);
	CHECK(self, to_seconds(asked + reply.high + 1) > seconds);
	return reply;
}

static void check_middle(struct trial *self, struct interval interval)
{
	int64_t middle = interval_middle(interval);
	int64_t bound = interval_bound(interval);

	CHECK(self, holds(interval, middle));
	CHECK(self, middle - bound <= interval.low);
	CHECK(self, middle + bound >= interval.high);
	/* No bound is smaller. */
	CHECK(self, bound == interval_width(interval) - interval_width(interval) / 2);
}

static void try_replies(struct trial *self)
{
	int64_t offset = any_offset(self);
	struct interval all = INTERVAL_ALL;
	struct interval backwards = INTERVAL_ALL;
	struct interval replies[20];
	size_t count = 1 + prng_below(&self->prng, 20);

	for (size_t i = 0; i < count; i++) {
		struct interval before = all;

		replies[i] = any_reply(self, offset);
		CHECK(self, holds(replies[i], offset));
		check_middle(self, replies[i]);
		all = interval_intersect(all, replies[i]);
		CHECK(self, !interval_is_empty(all));
		CHECK(self, holds(all, offset));
		CHECK(self, all.low >= before.low && all.high <= before.high);
		check_middle(self, all);
	}
	for (size_t i = count; i-- > 0;)
		backwards = interval_intersect(replies[i], backwards);
	CHECK(self, all.low == backwards.low && all.high == backwards.high);
}

/* Another clock has answered, or a lie: it is found out just when no offset explains both. */
static void try_lies(struct trial *self)
{
	int64_t offset = any_offset(self);
	int64_t lie = of_any_size(self, 20 * SECOND) * (perhaps(self, 50) ? 1 : -1);
	struct interval honest = any_reply(self, offset);
	struct interval other = any_reply(self, offset + lie);
	struct interval both = interval_intersect(honest, other);
	bool is_found = interval_is_empty(both);

	CHECK(self, is_found == (other.low > honest.high || honest.low > other.high));
	if (llabs(lie) > interval_width(honest) + interval_width(other))
		CHECK(self, is_found);
	if (lie == 0)
		CHECK(self, !is_found);
	for (int i = 0; i < 5 && !is_found; i++) {
		int64_t some = between(self, both.low, both.high);

		CHECK(self, holds(honest, some) && holds(other, some));
	}
	CHECK(self, interval_is_empty(interval_intersect(both, honest)) == is_found);
	self->found += is_found;
}

static void try_extremes(struct trial *self)
{
	struct interval all = INTERVAL_ALL;
	struct interval point = {.low = any_offset(self), .high = 0};
	int64_t far = 145 * YEAR;
	struct interval reply;

	point.high = point.low;
	CHECK(self, !interval_is_empty(all) && !interval_is_empty(point));
	CHECK(self, interval_width(point) == 0 && interval_bound(point) == 0);
	CHECK(self, interval_middle(point) == point.low);
	CHECK(self, holds(all, interval_middle(all)));
	CHECK(self, interval_middle(all) == -1 || interval_middle(all) == 0);
	check_middle(self, (struct interval){.low = INT64_MIN / 4, .high = INT64_MIN / 4 + 1});
	check_middle(self, (struct interval){.low = INT64_MAX / 4 - 1, .high = INT64_MAX / 4});
	point.high = point.low - 1;
	CHECK(self, interval_is_empty(point));
	/* As far apart as times can be, either way. */
	reply = interval_of_reply(far / SECOND, 0, SECOND);
	CHECK(self, holds(reply, far - 1) && !holds(reply, far - SECOND - 1));
	check_middle(self, reply);
	reply = interval_of_reply(-far / SECOND, 0, SECOND);
	CHECK(self, holds(reply, -far) && !holds(reply, -far + SECOND));
	check_middle(self, reply);
	reply = interval_intersect(all, reply);
	CHECK(self, interval_width(reply) == 2 * SECOND - 1);
}

/* --- narrowing ---------------------------------------------------------------------------------*/

/* A clock, the way to it, and what goes wrong. Delays are at least so long, and vary by as much. */
struct world {
	int64_t offset;
	int64_t delay[2]; /* there, and back */
	int64_t jitter[2];
	int64_t first;    /* by how much the first question takes longer to get there */
	int64_t lateness; /* of the timer, at most */
	unsigned loss;    /* percent */
	bool is_round;    /* the server rounds */
	bool is_even;     /* it tells even seconds alone */
	unsigned step_at; /* the question from which on the clock is off by a step; 0: none */
	int64_t step;
	unsigned host;
	struct estimator_goal goal;
};

struct course {
	struct estimator narrow;
	unsigned questions;
	unsigned narrowing; /* the last one that narrowed the interval */
	int64_t rtt;        /* the shortest */
	int64_t slowest;    /* the longest round trip */
	bool is_empty;
	int64_t offset; /* as it is at the end */
};

static void ask(struct trial *self, const struct world *world, struct course *course, int64_t *now)
{
	int64_t there = world->delay[0] + between(self, 0, world->jitter[0]);
	int64_t back = world->delay[1] + between(self, 0, world->jitter[1]);
	int64_t asked = *now;
	struct interval before = course->narrow.offset;
	struct interval reply;
	bool agrees;
	int64_t seconds;

	if (course->questions++ == 0)
		there += world->first;
	estimator_ask(&course->narrow, &world->goal, asked);
	if (world->step_at == course->questions)
		course->offset += world->step;
	if (perhaps(self, world->loss)) {
		*now = asked + SECOND;
		return;
	}
	*now = asked + there + back;
	seconds = to_seconds(asked + there + course->offset + (world->is_round ? SECOND / 2 : 0));
	if (world->is_even)
		seconds -= seconds & 1;
	reply = interval_of_reply(seconds, asked, *now);
	agrees = estimator_take(&course->narrow, reply, there + back);
	course->is_empty = interval_is_empty(interval_intersect(before, reply));
	if (course->rtt < 0 || there + back < course->rtt)
		course->rtt = there + back;
	if (there + back > course->slowest)
		course->slowest = there + back;
	if (reply.low > before.low || reply.high < before.high)
		course->narrowing = course->questions;
	CHECK(self, agrees == !course->is_empty);
	CHECK(self, interval_is_empty(course->narrow.offset) == course->is_empty);
}

static struct course narrow(struct trial *self, const struct world *world)
{
	struct course course = {.offset = world->offset, .rtt = -1};
	int64_t now = between(self, 0, 100 * YEAR);
	int64_t last = now;

	estimator_begin(&course.narrow, world->host);
	CHECK(self, !estimator_is_done(&course.narrow, &world->goal));
	while (!course.is_empty && !estimator_is_done(&course.narrow, &world->goal)) {
		int64_t next = estimator_next(&course.narrow, &world->goal, now);

		CHECK(self, next >= now);
		CHECK(self, course.questions == 0 || next >= last + world->goal.spacing);
		/* Nor does it wait for long: a second begins, or the one after it. */
		CHECK(self, next <= now + world->goal.spacing + 2 * SECOND);
		if (course.questions == 0)
			CHECK(self, next == now);
		now = next + between(self, 0, world->lateness);
		last = now;
		ask(self, world, &course, &now);
		CHECK(self, course.questions == course.narrow.probes);
		if (course.questions >= world->goal.probes || course.questions > 1000)
			break;
	}
	CHECK(self, course.questions <= world->goal.probes);
	CHECK(self, course.is_empty || estimator_is_done(&course.narrow, &world->goal));
	return course;
}

static void vary_delays(struct trial *self, struct world *world, int64_t most)
{
	int64_t delay = of_any_size(self, most);
	int64_t jitter = perhaps(self, 50) ? of_any_size(self, most) : 0;
	int shape = (int)prng_below(&self->prng, 3);

	/* All of it there, all of it back, or any part. */
	world->delay[0] = shape == 0 ? delay : shape == 1 ? 0 : between(self, 0, delay);
	world->delay[1] = delay - world->delay[0];
	world->jitter[0] = shape == 0 ? jitter : shape == 1 ? 0 : between(self, 0, jitter);
	world->jitter[1] = jitter - world->jitter[0];
}

static struct world any_world(struct trial *self)
{
	struct world world = {.offset = any_offset(self),
		.host = (unsigned)prng_below(&self->prng, 20000),
		.goal = {.width = 1000 + of_any_size(self, SECOND),
			.spacing = perhaps(self, 20) ? 0 : of_any_size(self, 10 * SECOND),
			.probes = 1 + (unsigned)prng_below(&self->prng, 30)}};

	vary_delays(self, &world, 500 * MILLISECOND);
	if (perhaps(self, 50))
		world.lateness = of_any_size(self, 50 * MILLISECOND);
	return world;
}

/* Whatever the way is like, the truth is inside. */
static void try_narrowing(struct trial *self)
{
	struct world world = any_world(self);
	struct course course;

	if (perhaps(self, 30))
		world.loss = 1 + (unsigned)prng_below(&self->prng, 100);
	course = narrow(self, &world);
	CHECK(self, !course.is_empty);
	CHECK(self, holds(course.narrow.offset, world.offset));
	CHECK(self, course.narrow.rtt == course.rtt);
	if (course.rtt < 0)
		CHECK(self, world.loss > 0 && course.narrow.offset.low == INTERVAL_ALL.low);
}

/* On a steady way that is short enough, each question halves what is left; one more confirms it. */
static void try_halving(struct trial *self)
{
	struct world world = any_world(self);
	unsigned most = 2;
	struct course course;

	world.host = 0; /* which aims at the very middle */
	world.lateness = 0;
	world.goal.width = 10000 + of_any_size(self, SECOND / 2);
	world.goal.probes = 1000;
	memset(world.jitter, 0, sizeof world.jitter);
	world.delay[0] = between(self, 0, world.goal.width / 4);
	world.delay[1] = between(self, 0, world.goal.width / 4 - world.delay[0]);
	for (int64_t width = world.goal.width; width < SECOND; width *= 2)
		most++;
	course = narrow(self, &world);
	CHECK(self, holds(course.narrow.offset, world.offset));
	CHECK(self, interval_width(course.narrow.offset) <= world.goal.width);
	CHECK(self, course.narrowing <= most);
	/* And half of the round trip, which never adds up to more than one. */
	CHECK(self, interval_width(course.narrow.offset) <=
			    (SECOND >> (course.narrowing - 1)) + course.rtt + 10);
	CHECK(self, course.questions <= course.narrowing + 1);

	/* Others aim beside the middle, by an eighth of the width at most. */
	world.host = 1 + (unsigned)prng_below(&self->prng, 20000);
	course = narrow(self, &world);
	CHECK(self, holds(course.narrow.offset, world.offset));
	CHECK(self, interval_width(course.narrow.offset) <= world.goal.width);
	CHECK(self, course.narrowing <= 2 + (most - 2) * 3 / 2);
	CHECK(self, course.questions <= course.narrowing + 1);
}

/* A server that has to be started first says nothing about how quick it is then. */
static void try_waking(struct trial *self)
{
	struct world world = any_world(self);
	struct course course;

	world.first = between(self, 0, 100 * SECOND);
	world.lateness = 0;
	world.loss = 0;
	world.goal.width = 10000 + of_any_size(self, SECOND / 2);
	world.goal.probes = 1000;
	memset(world.jitter, 0, sizeof world.jitter);
	world.delay[0] = between(self, 0, world.goal.width / 4);
	world.delay[1] = between(self, 0, world.goal.width / 4 - world.delay[0]);
	course = narrow(self, &world);
	CHECK(self, holds(course.narrow.offset, world.offset));
	CHECK(self, interval_width(course.narrow.offset) <= world.goal.width);
}

/* The seconds of a server that rounds begin half a second early: so it looks that much fast. */
static void try_rounding(struct trial *self)
{
	struct world world = any_world(self);
	struct course course;

	world.is_round = true;
	course = narrow(self, &world);
	CHECK(self, !course.is_empty);
	CHECK(self, holds(course.narrow.offset, world.offset + SECOND / 2));
}

/* A server that tells even seconds alone is found out as soon as there is more than one question.
 */
static void try_even(struct trial *self)
{
	struct world world = any_world(self);
	struct course course;

	world.is_even = true;
	world.lateness = 0;
	world.goal.probes = 1000;
	world.goal.width = 10000 + of_any_size(self, SECOND / 2);
	vary_delays(self, &world, world.goal.width / 8);
	course = narrow(self, &world);
	CHECK(self, course.is_empty || course.questions == 1);
	self->found += course.is_empty;
}

/*
 * A clock that is set between two questions, by more than was left of the interval: its replies
 * contradict each other, or the interval holds what the clock was set to, but for the margin with
 * which an end is confirmed. Set after that was known, nobody can tell.
 */
static void try_steps(struct trial *self)
{
	struct world world = any_world(self);
	struct course course;
	struct interval margin;
	int64_t unseen;

	world.lateness = 0;
	world.goal.probes = 1000;
	world.goal.width = 10000 + of_any_size(self, SECOND / 2);
	vary_delays(self, &world, world.goal.width / 4);
	course = narrow(self, &world);
	CHECK(self, holds(course.narrow.offset, world.offset));
	if (course.questions < 2)
		return;
	world.step_at = (unsigned)between(self, 2, course.questions);
	world.step = (SECOND + of_any_size(self, 10 * SECOND)) * (perhaps(self, 50) ? 1 : -1);
	if (perhaps(self, 70))
		world.step = between(self, -SECOND, SECOND);
	course = narrow(self, &world);
	self->found += course.is_empty;
	if (course.is_empty || course.narrowing < world.step_at)
		return;
	/* The estimator gave up: every recheck came too late. */
	if (!course.narrow.is_confirmed && course.narrow.confirmations > 0)
		return;
	/* The recheck aims up to slowest + width / 2 past the end, and excludes no offset within
	 * its round trip of the aim. */
	unseen = 2 * course.slowest + interval_width(course.narrow.offset) / 2;
	margin = course.narrow.offset;
	margin.low -= unseen;
	margin.high += unseen;
	CHECK(self, holds(margin, course.offset));
}

/* --- drift -------------------------------------------------------------------------------------*/

enum { LINE_MAX = 200 };

/* A clock that gains steadily, as it was measured; and what all pairs of measurements say. */
struct line {
	int64_t at[LINE_MAX];
	struct interval offset[LINE_MAX];
	unsigned count;
	double low;
	double high;
};

static void add_point(struct line *self, int64_t at, struct interval offset)
{
	for (unsigned i = 0; i < self->count; i++) {
		double elapsed = (double)(at - self->at[i]);

		self->low = fmax(self->low, (double)(offset.low - self->offset[i].high) / elapsed);
		self->high =
			fmin(self->high, (double)(offset.high - self->offset[i].low) / elapsed);
	}
	self->at[self->count] = at;
	self->offset[self->count++] = offset;
}

static void begin_line(struct line *self)
{
	*self = (struct line){.low = -INFINITY, .high = INFINITY};
}

static double any_rate(struct trial *self)
{
	double rate = (double)of_any_size(self, SECOND / 10) / 1e9;

	return perhaps(self, 50) ? rate : -rate;
}

/* The interval in which an offset was measured to lie: exactly, or not so. */
static struct interval measure(struct trial *self, double offset)
{
	return (struct interval){.low = (int64_t)floor(offset) - 1 - of_any_size(self, SECOND),
		.high = (int64_t)ceil(offset) + 1 + of_any_size(self, SECOND)};
}

/* What is kept is in order, to the last one. */
static void check_points(struct trial *self, const struct drift *drift, int64_t last)
{
	CHECK(self, drift->count > 0 && drift->count <= DRIFT_POINTS);
	for (unsigned i = 0; i < drift->count; i++)
		CHECK(self, i + 1 < drift->count || drift->points[i].at == last);
	for (unsigned i = 1; i < drift->count; i++)
		CHECK(self, drift->points[i].at > drift->points[i - 1].at);
}

static void try_drift(struct trial *self)
{
	double rate = any_rate(self);
	double start = (double)of_any_size(self, 1000000 * SECOND);
	int64_t began = between(self, 0, 100 * YEAR);
	int64_t elapsed = 0;
	int64_t pace = MILLISECOND + of_any_size(self, 1000 * SECOND);
	unsigned count = 2 + (unsigned)prng_below(&self->prng, LINE_MAX - 2);
	struct drift drift;
	struct line line;

	begin_line(&line);
	drift_begin(&drift);
	CHECK(self, !drift_is_known(&drift));
	for (unsigned i = 0; i < count; i++) {
		double low = drift.low;
		double high = drift.high;
		struct interval offset = measure(self, start + rate * (double)elapsed);

		add_point(&line, began + elapsed, offset);
		CHECK(self, drift_take(&drift, began + elapsed, offset));
		CHECK(self, drift_is_known(&drift) == (i > 0));
		CHECK(self, drift.low <= rate + 1e-12 && rate - 1e-12 <= drift.high);
		/* More measurements never tell less. */
		CHECK(self, drift.low >= low && drift.high <= high);
		CHECK(self, drift.points[0].at == began);
		check_points(self, &drift, began + elapsed);
		if (line.count <= DRIFT_POINTS)
			CHECK(self, drift.low == line.low && drift.high == line.high);
		else
			CHECK(self, drift.low <= line.low && drift.high >= line.high);
		elapsed += between(self, MILLISECOND, pace);
	}
}

/* It gains by another rate, or is set, at some time: found out once no line goes through all. */
static void try_changes(struct trial *self)
{
	double rate = any_rate(self);
	double offset = (double)of_any_size(self, 1000 * SECOND);
	int64_t at = between(self, 0, 100 * YEAR);
	unsigned change = 1 + (unsigned)prng_below(&self->prng, 30);
	bool is_found = false;
	struct drift drift;
	struct line line;

	begin_line(&line);
	drift_begin(&drift);
	for (unsigned i = 0; i < 60; i++) {
		int64_t pace = between(self, SECOND, 10 * SECOND);
		struct interval measured;
		bool fits;

		if (i == change && perhaps(self, 50))
			offset += 1000e9;
		else if (i == change)
			rate += perhaps(self, 50) ? 5 : -5;
		measured = measure(self, offset);
		add_point(&line, at, measured);
		fits = drift_take(&drift, at, measured);
		if (!fits) {
			CHECK(self, i >= change || is_found);
			CHECK(self, line.low > line.high);
			CHECK(self, drift.count == 1 && drift.points[0].at == at);
			CHECK(self, !drift_is_known(&drift));
			is_found = true;
			begin_line(&line);
			add_point(&line, at, measured);
		} else if (line.count <= DRIFT_POINTS) {
			CHECK(self, line.low <= line.high);
		}
		offset += rate * (double)pace;
		at += pace;
	}
	CHECK(self, is_found);
	/* What was measured before is forgotten. */
	CHECK(self, drift.low <= rate + 1e-12 && rate - 1e-12 <= drift.high);
}

static const struct {
	const char *name;
	void (*try)(struct trial *self);
} properties[] = {
	{"changes", try_changes},
	{"drift", try_drift},
	{"even", try_even},
	{"extremes", try_extremes},
	{"halving", try_halving},
	{"lies", try_lies},
	{"narrowing", try_narrowing},
	{"replies", try_replies},
	{"rounding", try_rounding},
	{"steps", try_steps},
	{"waking", try_waking},
};

int main(int argc, char *argv[])
{
	struct trial trial = {.number = 0};
	int64_t seed;
	int64_t count;

	if (argc == 4 && number_parse(argv[2], 0, INT64_MAX, &seed) &&
		number_parse(argv[3], 1, INT64_MAX, &count)) {
		trial.prng.state = (uint64_t)seed;
		for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
			if (strcmp(argv[1], properties[i].name) != 0)
				continue;
			for (; trial.number < count; trial.number++)
				properties[i].try(&trial);
			printf("%" PRId64 " cases, %" PRId64 " failures, %" PRId64 " found out\n",
				trial.number, trial.failures, trial.found);
			return trial.failures > 0;
		}
	}
	fputs("usage: intervals PROPERTY SEED COUNT\n", stderr);
	return 2;
}
