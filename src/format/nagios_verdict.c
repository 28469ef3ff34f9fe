/* SPDX-License-Identifier: ISC */
/* The states of hosts for a monitoring plugin: see nagios_verdict.h. */
#include "format/nagios_verdict.h"

enum nagios_state nagios_judge_host(
	const struct nagios_thresholds *thresholds, const struct measurement *measurement)
{
	enum nagios_alert critical;
	enum nagios_alert warning;

	if (measurement->cause != NULL)
		return NAGIOS_UNKNOWN;
	critical = nagios_range_judge(&thresholds->critical, measurement->offset);
	warning = nagios_range_judge(&thresholds->warning, measurement->offset);
	if (critical == NAGIOS_ALERT)
		return NAGIOS_CRITICAL;
	if (warning == NAGIOS_ALERT)
		return NAGIOS_WARNING;
	return critical == NAGIOS_UNDECIDED || warning == NAGIOS_UNDECIDED ? NAGIOS_UNKNOWN
									   : NAGIOS_OK;
}

static const int severity[] = {
	[NAGIOS_OK] = 0, [NAGIOS_UNKNOWN] = 1, [NAGIOS_WARNING] = 2, [NAGIOS_CRITICAL] = 3};

bool nagios_is_worse(const struct nagios_thresholds *thresholds, const struct measurement *a,
	const struct measurement *b)
{
	enum nagios_state state_a = nagios_judge_host(thresholds, a);
	enum nagios_state state_b = nagios_judge_host(thresholds, b);
	int64_t middle_a;
	int64_t middle_b;

	if (state_a != state_b || state_a == NAGIOS_UNKNOWN)
		return severity[state_a] > severity[state_b];
	middle_a = interval_middle(a->offset);
	middle_b = interval_middle(b->offset);
	return (middle_a < 0 ? -middle_a : middle_a) > (middle_b < 0 ? -middle_b : middle_b);
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
