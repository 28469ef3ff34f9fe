/* SPDX-License-Identifier: ISC */
/* Intervals of replies and their intersection: see properties.h. */
#include "intervals/properties.h"

#include <stdlib.h>

/* The reply of a server that reads its clock at any moment of the round trip. */
static struct interval any_reply(struct trial *trial, int64_t offset)
{
	int64_t asked = trial_between(trial, 0, 100 * YEAR);
	int64_t answered = asked + trial_any_size(trial, 10 * SECOND);
	int64_t moment = trial_chance(trial, 10)   ? asked
			 : trial_chance(trial, 10) ? answered
						   : trial_between(trial, asked, answered);
	int64_t seconds = trial_to_seconds(moment + offset);
	struct interval reply = trial_reply(seconds, asked, answered);

	CHECK(trial, interval_width(reply) == SECOND - 1 + (answered - asked));
	/* Both ends are possible offsets, and nothing beyond them is. */
	CHECK(trial, trial_to_seconds(answered + reply.low) == seconds);
	CHECK(trial, trial_to_seconds(answered + reply.low - 1) < seconds);
	CHECK(trial, trial_to_seconds(asked + reply.high) == seconds);
	CHECK(trial, trial_to_seconds(asked + reply.high + 1) > seconds);
	return reply;
}

static void check_middle(struct trial *trial, struct interval interval)
{
	int64_t middle = interval_middle(interval);
	int64_t bound = interval_bound(interval);

	CHECK(trial, trial_holds(interval, middle));
	CHECK(trial, middle - bound <= interval.low);
	CHECK(trial, middle + bound >= interval.high);
	/* The smallest possible bound. */
	CHECK(trial, bound == interval_width(interval) - interval_width(interval) / 2);
}

void try_replies(struct trial *trial)
{
	int64_t offset = trial_any_offset(trial);
	struct interval all = INTERVAL_ALL;
	struct interval backwards = INTERVAL_ALL;
	struct interval replies[20];
	size_t count = 1 + prng_below(&trial->prng, 20);

	for (size_t i = 0; i < count; i++) {
		struct interval before = all;

		replies[i] = any_reply(trial, offset);
		CHECK(trial, trial_holds(replies[i], offset));
		check_middle(trial, replies[i]);
		all = interval_intersect(all, replies[i]);
		CHECK(trial, !interval_is_empty(all));
		CHECK(trial, trial_holds(all, offset));
		CHECK(trial, all.low >= before.low && all.high <= before.high);
		check_middle(trial, all);
	}
	for (size_t i = count; i-- > 0;)
		backwards = interval_intersect(replies[i], backwards);
	CHECK(trial, all.low == backwards.low && all.high == backwards.high);
}

void try_lies(struct trial *trial)
{
	int64_t offset = trial_any_offset(trial);
	int64_t lie = trial_any_sign(trial, 20 * SECOND);
	struct interval honest = any_reply(trial, offset);
	struct interval other = any_reply(trial, offset + lie);
	struct interval both = interval_intersect(honest, other);
	bool is_detected = interval_is_empty(both);

	CHECK(trial, is_detected == (other.low > honest.high || honest.low > other.high));
	if (llabs(lie) > interval_width(honest) + interval_width(other))
		CHECK(trial, is_detected);
	if (lie == 0)
		CHECK(trial, !is_detected);
	for (int i = 0; i < 5 && !is_detected; i++) {
		int64_t some = trial_between(trial, both.low, both.high);

		CHECK(trial, trial_holds(honest, some) && trial_holds(other, some));
	}
	CHECK(trial, interval_is_empty(interval_intersect(both, honest)) == is_detected);
	trial->detected += is_detected;
}

void try_extremes(struct trial *trial)
{
	struct interval all = INTERVAL_ALL;
	struct interval point = {.low = trial_any_offset(trial), .high = 0};
	int64_t far = 145 * YEAR;
	struct interval reply;

	point.high = point.low;
	CHECK(trial, !interval_is_empty(all) && !interval_is_empty(point));
	CHECK(trial, interval_width(point) == 0 && interval_bound(point) == 0);
	CHECK(trial, interval_middle(point) == point.low);
	CHECK(trial, trial_holds(all, interval_middle(all)));
	CHECK(trial, interval_middle(all) == -1 || interval_middle(all) == 0);
	check_middle(trial, (struct interval){.low = INT64_MIN / 4, .high = INT64_MIN / 4 + 1});
	check_middle(trial, (struct interval){.low = INT64_MAX / 4 - 1, .high = INT64_MAX / 4});
	point.high = point.low - 1;
	CHECK(trial, interval_is_empty(point));
	/* Times as far apart as possible, in both directions. */
	reply = trial_reply(far / SECOND, 0, SECOND);
	CHECK(trial, trial_holds(reply, far - 1) && !trial_holds(reply, far - SECOND - 1));
	check_middle(trial, reply);
	reply = trial_reply(-far / SECOND, 0, SECOND);
	CHECK(trial, trial_holds(reply, -far) && !trial_holds(reply, -far + SECOND));
	check_middle(trial, reply);
	reply = interval_intersect(all, reply);
	CHECK(trial, interval_width(reply) == 2 * SECOND - 1);
}
