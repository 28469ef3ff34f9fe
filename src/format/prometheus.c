/* SPDX-License-Identifier: ISC */
/* Measurements as metrics: see prometheus.h. */
#include "format/prometheus.h"

#include "format/fields.h"
#include "format/interval_text.h"
#include "format/labels.h"

#include <errno.h>

static const struct metric {
	const char *name; /* without the prefix of all metrics */
	const char *help;
	enum field field;
} metrics[] = {
	{"up", "Whether the offset of the host's clock is known.", FIELD_UP},
	{"offset_seconds", "The host's clock minus the local clock.", FIELD_OFFSET},
	{"bound_seconds", "The maximum error of the offset.", FIELD_BOUND},
	{"rtt_seconds", "The shortest round-trip time.", FIELD_RTT},
	{"probes", "The number of probes sent to the host.", FIELD_PROBES},
	{"drift_ratio", "The growth of the offset, in seconds per second.", FIELD_DRIFT_RATIO},
	{"drift_bound_ratio", "The maximum error of the drift.", FIELD_DRIFT_BOUND_RATIO},
};

static void put_head(FILE *file, const char *name, const char *help)
{
	fprintf(file, "# HELP inetkit_clock_%s %s\n# TYPE inetkit_clock_%s gauge\n", name, help,
		name);
}

static void put_sample(FILE *file, const char *name, const char *label, const char *value)
{
	fprintf(file, "inetkit_clock_%s{host=\"", name);
	for (; *label != '\0'; label++) {
		if (*label == '\\' || *label == '"' || *label == '\n')
			fputc('\\', file);
		fputc(*label == '\n' ? 'n' : *label, file);
	}
	fprintf(file, "\"} %s\n", value);
}

/* Omits a metric that is unknown for all hosts. */
static void put_metric(
	FILE *file, const struct metric *metric, const struct label *labels, size_t count)
{
	bool has_head = false;

	for (size_t i = 0; i < count; i++) {
		struct fields fields;
		const char *value;

		if (labels[i].text == NULL)
			continue;
		fields_fill(labels[i].measurement, &fields);
		value = fields.texts[metric->field];
		if (value == NULL)
			continue;
		if (!has_head)
			put_head(file, metric->name, metric->help);
		has_head = true;
		put_sample(file, metric->name, labels[i].text, value);
	}
}

static void put_spread(FILE *file, const struct spread *spread)
{
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];

	interval_format(spread->difference, DECIMAL_DIGITS, false, middle, bound);
	put_head(file, "spread_seconds", "The largest difference between the clocks of two hosts.");
	fprintf(file, "inetkit_clock_spread_seconds %s\n", middle);
	put_head(file, "spread_bound_seconds", "The maximum error of the spread.");
	fprintf(file, "inetkit_clock_spread_bound_seconds %s\n", bound);
}

int prometheus_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct spread *spread)
{
	struct label *labels;

	if (count == 0)
		return 0;
	labels = labels_new(measurements, count);
	if (labels == NULL)
		return -ENOMEM;
	labels_drop_repeated(labels, count);
	for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++)
		put_metric(file, &metrics[i], labels, count);
	if (spread != NULL)
		put_spread(file, spread);
	labels_free(labels, count);
	return 0;
}
