/* The states of hosts for a monitoring plugin: see nagios_verdict.h. */
#include "format/nagios_verdict.h"

#include <string.h>

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

static bool is_worse(const struct nagios_thresholds *thresholds, const struct measurement *a,
	const struct measurement *b)
{
	static const int severity[] = {
		[NAGIOS_OK] = 0, [NAGIOS_UNKNOWN] = 1, [NAGIOS_WARNING] = 2, [NAGIOS_CRITICAL] = 3};
	enum nagios_state state_a = nagios_judge_host(thresholds, a);
	enum nagios_state state_b = nagios_judge_host(thresholds, b);
	int64_t middle_b;

	if (state_a != state_b || state_a == NAGIOS_UNKNOWN)
		return severity[state_a] > severity[state_b];
	middle_b = interval_middle(b->offset);
	return is_beyond(interval_middle(a->offset), middle_b < 0 ? -middle_b : middle_b);
}

/* Inserts a host into the list of the worst, if it belongs there, behind its equals. */
static void rank(struct nagios_verdict *self, const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t host)
{
	size_t i = self->worst_count;

	while (i > 0 &&
		is_worse(thresholds, &measurements[host], &measurements[self->worst[i - 1]]))
		i--;
	if (i == NAGIOS_WORST_MAX)
		return;
	if (self->worst_count < NAGIOS_WORST_MAX)
		self->worst_count++;
	memmove(self->worst + i + 1, self->worst + i,
		(self->worst_count - i - 1) * sizeof *self->worst);
	self->worst[i] = host;
}

struct nagios_verdict nagios_judge_all(const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t count, bool is_partial)
{
	struct nagios_verdict verdict = {.state = NAGIOS_UNKNOWN};

	for (size_t i = 0; i < count; i++) {
		verdict.bad += nagios_judge_host(thresholds, &measurements[i]) != NAGIOS_OK;
		rank(&verdict, thresholds, measurements, i);
	}
	if (verdict.worst_count > 0)
		verdict.state = nagios_judge_host(thresholds, &measurements[verdict.worst[0]]);
	if (is_partial && verdict.state == NAGIOS_OK)
		verdict.state = NAGIOS_UNKNOWN;
	return verdict;
}
