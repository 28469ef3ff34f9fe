/* SPDX-License-Identifier: ISC */
/* Measurements as the output of a monitoring plugin: see nagios.h. */
#include "format/nagios.h"

#include "base/decimal.h"
#include "format/interval_text.h"
#include "format/nagios_performance.h"

#include <errno.h>

/* Maximum lengths in bytes. */
enum { NAME_MAX_SIZE = 100, CAUSE_MAX_SIZE = 200, REMEDY_MAX_SIZE = 200 };

/* The maximum number of hosts that are named, and of bytes before the line names no further host.
 */
enum { HOSTS_MAX = 5, HOSTS_SIZE = 512 };

/* Bytes for the note about the hosts that have no performance data. */
enum { NOTE_SIZE = 64 };

/* An offset with a bound below FINE_BOUND, in nanoseconds, has six decimals. */
enum { FINE_BOUND = 10 * 1000 * 1000, FINE_DIGITS = 6, COARSE_DIGITS = 3 };

static const char *const state_names[] = {
	[NAGIOS_OK] = "OK",
	[NAGIOS_WARNING] = "WARNING",
	[NAGIOS_CRITICAL] = "CRITICAL",
	[NAGIOS_UNKNOWN] = "UNKNOWN",
};

struct nagios {
	struct nagios_thresholds thresholds;
	struct nagios_verdict verdict;
	const struct label *labels; /* worst first */
	size_t count;
};

static bool add_host(
	const struct nagios *self, const struct measurement *measurement, struct nagios_line *line)
{
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];
	bool is_slow;

	if (!nagios_line_add_text(line, measurement->host, NAME_MAX_SIZE))
		return false;
	if (measurement->cause != NULL)
		return nagios_line_add(line, ": ") &&
		       nagios_line_add_text(line, measurement->cause, CAUSE_MAX_SIZE);
	interval_format(measurement->offset,
		interval_bound(measurement->offset) < FINE_BOUND ? FINE_DIGITS : COARSE_DIGITS,
		false, middle, bound);
	decimal_trim(middle);
	decimal_trim(bound);
	is_slow = middle[0] == '-';
	if (!nagios_line_add(line, " is %s s %s (+-%s s)", middle + is_slow,
		    is_slow ? "slow" : "fast", bound))
		return false;
	if (measurement->remark != NULL &&
		!(nagios_line_add(line, ", ") &&
			nagios_line_add_text(line, measurement->remark, CAUSE_MAX_SIZE)))
		return false;
	if (nagios_judge_host(&self->thresholds, measurement) != NAGIOS_UNKNOWN)
		return true;
	return nagios_line_add(line, ", not precise enough to judge; ") &&
	       nagios_line_add_text(line,
		       measurement->lack != NULL ? measurement->lack : "use --precise",
		       CAUSE_MAX_SIZE);
}

/* Names the worst hosts as far as there is room, and counts the others. */
static void add_hosts(const struct nagios *self, struct nagios_line *line)
{
	/* If all hosts are OK, name the one that is furthest off. */
	size_t bad = self->verdict.bad;
	size_t named = bad > 0 ? bad : 1;
	size_t i = 0;

	if (self->count > 1 && bad > 0)
		nagios_line_add(line, "%zu of %zu hosts: ", bad, self->count);
	else if (self->count > 1)
		nagios_line_add(line, "%zu hosts, furthest off: ", self->count);
	for (; i < named && i < HOSTS_MAX; i++) {
		size_t size = line->size;

		if ((i > 0 && !nagios_line_add(line, "; ")) ||
			!add_host(self, self->labels[i].measurement, line)) {
			line->size = size;
			break;
		}
	}
	line->max = NAGIOS_LINE_MAX;
	if (named > i)
		nagios_line_add(line, "; and %zu more", named - i);
}

static void add_status(const struct nagios *self, bool is_partial, struct nagios_line *line)
{
	nagios_line_add(line, "CLOCKS %s - ", state_names[self->verdict.state]);
	if (is_partial)
		nagios_line_add(line, "some hosts were not measured; ");
	if (self->count > 0)
		add_hosts(self, line);
	else
		nagios_line_add(line, "no hosts");
}

int nagios_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct nagios_thresholds *thresholds, bool is_partial, const char *remedy)
{
	struct nagios self = {.thresholds = *thresholds, .count = count};
	struct label *labels = nagios_labels_new(&self.thresholds, measurements, count);
	struct nagios_line status = {.max = HOSTS_SIZE};
	struct nagios_line data;
	size_t left_out;

	if (labels == NULL)
		return -ENOMEM;
	self.labels = labels;
	self.verdict = nagios_judge_all(&self.thresholds, measurements, count, is_partial);
	add_status(&self, is_partial, &status);
	if (remedy != NULL && nagios_line_add(&status, "; "))
		nagios_line_add_text(&status, remedy, REMEDY_MAX_SIZE);
	data.max = NAGIOS_LINE_MAX - 1 - status.size;
	left_out = nagios_performance_put(&self.thresholds, labels, count, &data);
	if (left_out > 0) {
		data.max -= NOTE_SIZE;
		left_out = nagios_performance_put(&self.thresholds, labels, count, &data);
		nagios_line_add(&status, "; no performance data of %zu host%s", left_out,
			left_out == 1 ? "" : "s");
	}
	fprintf(file, "%s%s\n", status.text, data.text);
	labels_free(labels, count);
	return 0;
}

void nagios_put_each(FILE *file, const struct measurement *measurements, size_t count,
	const struct nagios_thresholds *thresholds)
{
	struct nagios self = {.thresholds = *thresholds};

	for (size_t i = 0; i < count; i++) {
		struct nagios_line line = {.max = NAGIOS_LINE_MAX - 1};

		nagios_line_add(&line,
			"%s: ", state_names[nagios_judge_host(thresholds, &measurements[i])]);
		add_host(&self, &measurements[i], &line);
		fprintf(file, "%s\n", line.text);
	}
}

void nagios_put_unknown(FILE *file, const char *cause)
{
	struct nagios_line line = {.max = NAGIOS_LINE_MAX - 1};

	nagios_line_add(&line, "CLOCKS %s - ", state_names[NAGIOS_UNKNOWN]);
	nagios_line_add_text(&line, cause, HOSTS_SIZE);
	fprintf(file, "%s\n", line.text);
}
