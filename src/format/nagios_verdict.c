/* SPDX-License-Identifier: ISC */
/* The states of hosts for a monitoring plugin: see nagios_verdict.h. */
#include "format/nagios_verdict.h"

static bool is_beyond(int64_t middle, int64_t threshold)
{
	return threshold >= 0 && (middle > threshold || middle < -threshold);
}

/* True if the interval is so wide that the middle of a correct clock could be beyond. */
static bool is_vague(struct interval offset, int64_t threshold)
{
	return threshold >= 0 && interval_bound(offset) > threshold;
}

/* Compares the middle; of a vague offset, the whole interval must be beyond. */
static bool exceeds(struct interval offset, int64_t threshold)
{
	if (!is_vague(offset, threshold))
		return is_beyond(interval_middle(offset), threshold);
	return offset.low > threshold || offset.high < -threshold;
}

enum nagios_state nagios_judge_host(
	const struct nagios_thresholds *thresholds, const struct measurement *measurement)
{
	if (measurement->cause != NULL)
		return NAGIOS_UNKNOWN;
	if (exceeds(measurement->offset, thresholds->critical))
		return NAGIOS_CRITICAL;
	if (exceeds(measurement->offset, thresholds->warning))
		return NAGIOS_WARNING;
	return is_vague(measurement->offset, thresholds->critical) ||
			       is_vague(measurement->offset, thresholds->warning)
		       ? NAGIOS_UNKNOWN
		       : NAGIOS_OK;
}

static const int severity[] = {
	[NAGIOS_OK] = 0, [NAGIOS_UNKNOWN] = 1, [NAGIOS_WARNING] = 2, [NAGIOS_CRITICAL] = 3};

bool nagios_is_worse(const struct nagios_thresholds *thresholds, const struct measurement *a,
	const struct measurement *b)
{
	enum nagios_state state_a = nagios_judge_host(thresholds, a);
	enum nagios_state state_b = nagios_judge_host(thresholds, b);
	int64_t middle_b;

	if (state_a != state_b || state_a == NAGIOS_UNKNOWN)
		return severity[state_a] > severity[state_b];
	middle_b = interval_middle(b->offset);
	return is_beyond(interval_middle(a->offset), middle_b < 0 ? -middle_b : middle_b);
}

struct nagios_verdict nagios_judge_all(const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t count, bool is_partial)
{
	struct nagios_verdict verdict = {.state = count > 0 ? NAGIOS_OK : NAGIOS_UNKNOWN};

	for (size_t i = 0; i < count; i++) {
		enum nagios_state state = nagios_judge_host(thresholds, &measurements[i]);

		verdict.bad += state != NAGIOS_OK;
		if (severity[state] > severity[verdict.state])
			verdict.state = state;
	}
	if (is_partial && verdict.state == NAGIOS_OK)
		verdict.state = NAGIOS_UNKNOWN;
	return verdict;
}
