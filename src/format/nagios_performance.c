/* SPDX-License-Identifier: ISC */
/* The performance data of a monitoring plugin: see nagios_performance.h. */
#include "format/nagios_performance.h"

#include "base/decimal.h"
#include "base/plain.h"

#include <stdlib.h>
#include <string.h>

/* Of equal hosts, the one that was given first comes first. */
static int compare(const void *a, const void *b, void *userdata)
{
	const struct nagios_thresholds *thresholds = userdata;
	const struct measurement *left = ((const struct label *)a)->measurement;
	const struct measurement *right = ((const struct label *)b)->measurement;

	if (nagios_is_worse(thresholds, left, right))
		return -1;
	return nagios_is_worse(thresholds, right, left) || left > right ? 1 : -1;
}

struct label *nagios_labels_new(const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t count)
{
	struct label *labels = labels_new(measurements, count);
	struct nagios_thresholds userdata = *thresholds;

	if (labels == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		char *text = labels[i].text;

		/* A host without an offset must not take the label from one that has it. */
		if (measurements[i].cause != NULL)
			text[0] = '\0';
		plain_text(text);
		while ((text = strpbrk(text, "|=")) != NULL)
			*text = '?';
	}
	qsort_r(labels, count, sizeof *labels, compare, &userdata);
	labels_drop_repeated(labels, count);
	return labels;
}

/* Quotes the label and doubles quotes in it. */
static bool add_label(struct nagios_line *line, const char *text)
{
	bool fits = nagios_line_add(line, " '");

	for (; *text != '\0' && fits; text++)
		fits = nagios_line_add(line, *text == '\'' ? "'%c" : "%c", *text);
	return fits && nagios_line_add(line, "'");
}

static bool add_host(const struct nagios_thresholds *thresholds, const struct label *label,
	struct nagios_line *line)
{
	int64_t middle = interval_middle(label->measurement->offset);
	char warning[NAGIOS_RANGE_SIZE];
	char critical[NAGIOS_RANGE_SIZE];
	size_t size = line->size;
	char text[DECIMAL_SIZE];
	bool fits = add_label(line, label->text);

	decimal_format(middle, DECIMAL_DIGITS, false, text);
	fits = fits && nagios_line_add(line, "=%ss", text);
	nagios_range_format(&thresholds->warning, warning);
	nagios_range_format(&thresholds->critical, critical);
	if (warning[0] != '\0' || critical[0] != '\0')
		fits = fits && nagios_line_add(line, ";%s", warning);
	if (critical[0] != '\0')
		fits = fits && nagios_line_add(line, ";%s", critical);
	if (!fits) {
		line->size = size;
		line->text[size] = '\0';
	}
	return fits;
}

size_t nagios_performance_put(const struct nagios_thresholds *thresholds,
	const struct label *labels, size_t count, struct nagios_line *ret_line)
{
	size_t left_out = 0;
	size_t bar_size = strlen(" |");

	ret_line->size = 0;
	nagios_line_add(ret_line, " |");
	for (size_t i = 0; i < count; i++)
		if (labels[i].text != NULL && labels[i].measurement->cause == NULL)
			left_out += !add_host(thresholds, &labels[i], ret_line);
	if (ret_line->size == bar_size)
		ret_line->text[0] = '\0';
	return left_out;
}
