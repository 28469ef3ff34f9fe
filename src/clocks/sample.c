/* SPDX-License-Identifier: ISC */
/* Turns one reply into a sample of the offset: see sample.h. */
#include "clocks/sample.h"

#include "base/now.h"

#include <stdio.h>

/* The local clock was set if now_base() changes by more than this, in nanoseconds. The error of
 * now_base() is smaller. */
enum { SET_NSEC = 1000 * 1000 };

/* True if the offset fits into an interval. Daytime replies can hold any year up to 9999. */
static bool is_near(int64_t difference)
{
	int64_t most = INTERVAL_ALL.high / INTERVAL_SECOND - 60;

	return difference < most && difference > -most;
}

bool sample_add(const struct time_query_result *reply, int64_t base, struct estimator *estimator,
	struct measurement *measurement, char ret_cause[SAMPLE_CAUSE_SIZE])
{
	const struct clock_reading *reading = &reply->reading;
	int64_t difference = reading->time - reply->answered / INTERVAL_SECOND;
	int64_t moved = now_base() - base;
	struct interval offset;

	if (moved > SET_NSEC || moved < -SET_NSEC) {
		snprintf(ret_cause, SAMPLE_CAUSE_SIZE,
			"the local clock was set by %+.3f s during the measurement",
			(double)moved / 1e9);
		return false;
	}
	if (!is_near(difference)) {
		snprintf(ret_cause, SAMPLE_CAUSE_SIZE,
			"its time is more than 146 years from the local time");
		return false;
	}
	offset = interval_of_reading(reading, reply->asked, reply->answered);
	if (interval_is_empty(offset)) {
		snprintf(ret_cause, SAMPLE_CAUSE_SIZE,
			"its reply contradicts itself by %.6f s: it was longer with the server "
			"than the whole round trip took",
			(double)(offset.low - offset.high) / 1e9);
		return false;
	}
	measurement->time = reading->time;
	measurement->measured = reply->answered;
	measurement->stratum = reading->stratum;
	measurement->root_distance = reading->root_distance;
	/* Of any reply: all of them make the interval. */
	if (reading->remark != NULL)
		measurement->remark = reading->remark;
	measurement->difference = difference;
	if (!estimator_take(estimator, offset, reply->answered - reply->asked)) {
		int64_t gap = estimator->offset.low - estimator->offset.high;

		snprintf(ret_cause, SAMPLE_CAUSE_SIZE,
			"its replies contradict each other by %.6f s: "
			"a clock was set or drifted during the measurement, or the server rounds "
			"or lies",
			(double)gap / 1e9);
		return false;
	}
	return true;
}
