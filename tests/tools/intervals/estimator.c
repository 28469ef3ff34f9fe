/* SPDX-License-Identifier: ISC */
/* Probes of a simulated host: see properties.h. */
#include "clocks/estimator.h"
#include "intervals/properties.h"

#include <string.h>

/* A clock, the network path to it, and what goes wrong. Times are in nanoseconds. */
struct scenario {
	int64_t offset;
	int64_t delay[2]; /* minimum, to the server and back */
	int64_t jitter[2];
	int64_t first;    /* additional delay of the first probe */
	unsigned busy_at; /* the first probe of some that the server is slow to receive; 0: none */
	unsigned busy;    /* how many of them */
	int64_t lateness; /* maximum, of the local timer */
	unsigned loss;    /* percent */
	bool is_round;    /* the server rounds instead of truncating */
	bool is_even;     /* it sends even seconds only */
	unsigned step_at; /* the clock is set before this probe's reply; 0: never */
	int64_t step;
	unsigned host;
	struct estimator_goal goal;
};

struct outcome {
	struct estimator estimator;
	unsigned probes;
	unsigned narrowing; /* the last probe that narrowed the interval */
	int64_t rtt;        /* the shortest round trip; -1 without a reply */
	int64_t slowest;    /* the longest round trip */
	bool is_empty;      /* replies contradicted each other */
	int64_t offset;     /* of the clock at the end */
};

static void probe(
	struct trial *trial, const struct scenario *scenario, struct outcome *outcome, int64_t *now)
{
	int64_t there = scenario->delay[0] + trial_between(trial, 0, scenario->jitter[0]);
	int64_t back = scenario->delay[1] + trial_between(trial, 0, scenario->jitter[1]);
	int64_t asked = *now;
	struct interval before = outcome->estimator.offset;
	struct interval reply;
	bool agrees;
	int64_t seconds;

	if (outcome->probes++ == 0)
		there += scenario->first;
	if (outcome->probes - scenario->busy_at < scenario->busy)
		there += SECOND / 4;
	estimator_ask(&outcome->estimator, &scenario->goal, asked);
	if (scenario->step_at == outcome->probes)
		outcome->offset += scenario->step;
	if (trial_chance(trial, scenario->loss)) {
		*now = asked + SECOND;
		return;
	}
	*now = asked + there + back;
	seconds = trial_to_seconds(
		asked + there + outcome->offset + (scenario->is_round ? SECOND / 2 : 0));
	if (scenario->is_even)
		seconds -= seconds & 1;
	reply = trial_reply(seconds, asked, *now);
	agrees = estimator_take(&outcome->estimator, reply, there + back);
	outcome->is_empty = interval_is_empty(interval_intersect(before, reply));
	if (outcome->rtt < 0 || there + back < outcome->rtt)
		outcome->rtt = there + back;
	if (there + back > outcome->slowest)
		outcome->slowest = there + back;
	if (reply.low > before.low || reply.high < before.high)
		outcome->narrowing = outcome->probes;
	CHECK(trial, agrees == !outcome->is_empty);
	CHECK(trial, interval_is_empty(outcome->estimator.offset) == outcome->is_empty);
}

/* Probe until the estimator is done, or replies contradict each other. */
static struct outcome estimate(struct trial *trial, const struct scenario *scenario)
{
	struct outcome outcome = {.offset = scenario->offset, .rtt = -1};
	int64_t now = trial_between(trial, 0, 100 * YEAR);
	int64_t last = now;

	estimator_begin(&outcome.estimator, scenario->host, false);
	CHECK(trial, !estimator_is_done(&outcome.estimator, &scenario->goal));
	while (!outcome.is_empty && !estimator_is_done(&outcome.estimator, &scenario->goal)) {
		int64_t next = estimator_next(&outcome.estimator, &scenario->goal, now);

		CHECK(trial, next >= now);
		CHECK(trial, outcome.probes == 0 || next >= last + scenario->goal.spacing);
		/* At most until the second beginning of a second after the spacing. */
		CHECK(trial, next <= now + scenario->goal.spacing + 2 * SECOND);
		if (outcome.probes == 0)
			CHECK(trial, next == now);
		now = next + trial_between(trial, 0, scenario->lateness);
		last = now;
		probe(trial, scenario, &outcome, &now);
		CHECK(trial, outcome.probes == outcome.estimator.probes);
		if (outcome.probes >= scenario->goal.probes || outcome.probes > 1000)
			break;
	}
	CHECK(trial, outcome.probes <= scenario->goal.probes);
	CHECK(trial, outcome.is_empty || estimator_is_done(&outcome.estimator, &scenario->goal));
	return outcome;
}

static void vary_delays(struct trial *trial, struct scenario *scenario, int64_t most)
{
	int64_t delay = trial_any_size(trial, most);
	int64_t jitter = trial_chance(trial, 50) ? trial_any_size(trial, most) : 0;
	int shape = (int)prng_below(&trial->prng, 3);

	/* All of it to the server, all of it back, or any part. */
	scenario->delay[0] = shape == 0 ? delay : shape == 1 ? 0 : trial_between(trial, 0, delay);
	scenario->delay[1] = delay - scenario->delay[0];
	scenario->jitter[0] = shape == 0   ? jitter
			      : shape == 1 ? 0
					   : trial_between(trial, 0, jitter);
	scenario->jitter[1] = jitter - scenario->jitter[0];
}

static struct scenario any_scenario(struct trial *trial)
{
	struct scenario scenario = {.offset = trial_any_offset(trial),
		.host = (unsigned)prng_below(&trial->prng, 20000),
		.goal = {.width = 1000 + trial_any_size(trial, SECOND),
			.spacing = trial_chance(trial, 20) ? 0 : trial_any_size(trial, 10 * SECOND),
			.probes = 1 + (unsigned)prng_below(&trial->prng, 30)}};

	vary_delays(trial, &scenario, 500 * MILLISECOND);
	if (trial_chance(trial, 50))
		scenario.lateness = trial_any_size(trial, 50 * MILLISECOND);
	return scenario;
}

void try_narrowing(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	struct outcome outcome;

	if (trial_chance(trial, 30))
		scenario.loss = 1 + (unsigned)prng_below(&trial->prng, 100);
	outcome = estimate(trial, &scenario);
	CHECK(trial, !outcome.is_empty);
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset));
	CHECK(trial, outcome.estimator.rtt == outcome.rtt);
	if (outcome.rtt < 0)
		CHECK(trial, scenario.loss > 0 && outcome.estimator.offset.low == INTERVAL_ALL.low);
}

/* The timer is punctual, and the number of probes does not limit the estimate. */
static void lift_limits(struct trial *trial, struct scenario *scenario)
{
	scenario->lateness = 0;
	scenario->goal.width = 10000 + trial_any_size(trial, SECOND / 2);
	scenario->goal.probes = 1000;
}

/* Also, each round trip takes the same time, at most a quarter of the width to be reached. */
static void make_steady(struct trial *trial, struct scenario *scenario)
{
	lift_limits(trial, scenario);
	memset(scenario->jitter, 0, sizeof scenario->jitter);
	scenario->delay[0] = trial_between(trial, 0, scenario->goal.width / 4);
	scenario->delay[1] = trial_between(trial, 0, scenario->goal.width / 4 - scenario->delay[0]);
}

void try_halving(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	unsigned most = 2;
	struct outcome outcome;

	scenario.host = 0; /* aims at the exact middle */
	make_steady(trial, &scenario);
	for (int64_t width = scenario.goal.width; width < SECOND; width *= 2)
		most++;
	outcome = estimate(trial, &scenario);
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset));
	CHECK(trial, interval_width(outcome.estimator.offset) <= scenario.goal.width);
	CHECK(trial, outcome.narrowing <= most);
	/* Each probe adds half of its round trip; the halves sum up to at most one. */
	CHECK(trial, interval_width(outcome.estimator.offset) <=
			     (SECOND >> (outcome.narrowing - 1)) + outcome.rtt + 10);
	CHECK(trial, outcome.probes <= outcome.narrowing + 1);

	/*
	 * Other hosts aim beside the middle, by at most an eighth of the width: a probe leaves at
	 * most 5/8 of it, and half of its round trip. That takes 1.48 probes for each halving, and
	 * at most one more for the round trips, which add up to a third of the goal.
	 */
	scenario.host = 1 + (unsigned)prng_below(&trial->prng, 20000);
	outcome = estimate(trial, &scenario);
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset));
	CHECK(trial, interval_width(outcome.estimator.offset) <= scenario.goal.width);
	CHECK(trial, outcome.narrowing <= 3 + (most - 2) * 3 / 2);
	CHECK(trial, outcome.probes <= outcome.narrowing + 1);
}

void try_waking(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	struct outcome outcome;

	scenario.first = trial_between(trial, 0, 100 * SECOND);
	make_steady(trial, &scenario);
	outcome = estimate(trial, &scenario);
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset));
	CHECK(trial, interval_width(outcome.estimator.offset) <= scenario.goal.width);
}

void try_busy(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	struct outcome outcome;
	int64_t usual;

	make_steady(trial, &scenario);
	scenario.busy_at = (unsigned)trial_between(trial, 2, 15);
	scenario.busy = (unsigned)trial_between(trial, 3, 10);
	outcome = estimate(trial, &scenario);
	usual = 4 * outcome.rtt + 2 * MILLISECOND;
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset));
	CHECK(trial, interval_width(outcome.estimator.offset) <=
			     (usual > scenario.goal.width ? usual : scenario.goal.width));
}

void try_rounding(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	struct outcome outcome;

	scenario.is_round = true;
	outcome = estimate(trial, &scenario);
	CHECK(trial, !outcome.is_empty);
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset + SECOND / 2));
}

void try_even(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	struct outcome outcome;

	scenario.is_even = true;
	lift_limits(trial, &scenario);
	vary_delays(trial, &scenario, scenario.goal.width / 8);
	outcome = estimate(trial, &scenario);
	CHECK(trial, outcome.is_empty || outcome.probes == 1);
	trial->detected += outcome.is_empty;
}

void try_steps(struct trial *trial)
{
	struct scenario scenario = any_scenario(trial);
	struct outcome outcome;
	struct interval margin;
	int64_t unseen;

	lift_limits(trial, &scenario);
	vary_delays(trial, &scenario, scenario.goal.width / 4);
	outcome = estimate(trial, &scenario);
	CHECK(trial, trial_holds(outcome.estimator.offset, scenario.offset));
	if (outcome.probes < 2)
		return;
	scenario.step_at = (unsigned)trial_between(trial, 2, outcome.probes);
	scenario.step =
		(SECOND + trial_any_size(trial, 10 * SECOND)) * (trial_chance(trial, 50) ? 1 : -1);
	if (trial_chance(trial, 70))
		scenario.step = trial_between(trial, -SECOND, SECOND);
	outcome = estimate(trial, &scenario);
	trial->detected += outcome.is_empty;
	if (outcome.is_empty || outcome.narrowing < scenario.step_at)
		return;
	/* The estimator gave up, because every recheck came too late. */
	if (!outcome.estimator.is_confirmed && outcome.estimator.confirmations > 0)
		return;
	/* The recheck aims up to slowest + width / 2 past the end, and excludes no offset within
	 * its round trip of the aim. */
	unseen = 2 * outcome.slowest + interval_width(outcome.estimator.offset) / 2;
	margin = outcome.estimator.offset;
	margin.low -= unseen;
	margin.high += unseen;
	CHECK(trial, trial_holds(margin, outcome.offset));
}
