/* SPDX-License-Identifier: ISC */
/* The thresholds in the SVG picture: see svg_thresholds.h. */
#include "format/svg_thresholds.h"

#include <stdbool.h>
#include <string.h>

void svg_threshold_format(const char *sign, int64_t threshold, char ret_text[SVG_THRESHOLD_SIZE])
{
	const struct unit *unit = unit_for((uint64_t)threshold);
	char number[UNIT_TEXT_SIZE];
	const char *digits = number;

	unit_format(unit, threshold, unit_decimals(unit, threshold), number);
	digits += strspn(digits, "+");
	snprintf(ret_text, SVG_THRESHOLD_SIZE, "%s%s %s", sign, digits, unit->name);
}

static void put_name(FILE *file, enum level level, const char *text, double x, double y)
{
	fprintf(file, "<text class=\"threshold %s\" x=\"%.2f\" y=\"%.1f\">%s %s</text>\n",
		level_names[level], x, y, level_names[level], text);
}

static void put_line(const struct svg_axis *axis, FILE *file, enum level level, int64_t value,
	const struct svg_frame *frame)
{
	char name[sizeof "threshold critical"];

	snprintf(name, sizeof name, "threshold %s", level_names[level]);
	svg_axis_put_line(axis, file, name, value, frame);
}

/* Two lines that are too close for two names share one. */
static void put_both(const struct svg_axis *axis, FILE *file, enum level level, int64_t threshold,
	const struct svg_frame *frame, double y)
{
	bool has_low = svg_axis_reaches(axis, -threshold);
	bool has_high = svg_axis_reaches(axis, threshold);
	double low = svg_axis_place(axis, -threshold);
	double high = svg_axis_place(axis, threshold);
	char text[SVG_THRESHOLD_SIZE];
	double width;

	svg_threshold_format("+", threshold, text);
	width = (double)(strlen(level_names[level]) + strlen(text) + 3) * SVG_CHARACTER;
	if (has_low)
		put_line(axis, file, level, -threshold, frame);
	if (has_high)
		put_line(axis, file, level, threshold, frame);
	if (has_low && has_high && high - low < width) {
		svg_threshold_format("±", threshold, text);
		put_name(file, level, text, (low + high) / 2, y);
		return;
	}
	if (has_high)
		put_name(file, level, text, high, y);
	svg_threshold_format("-", threshold, text);
	if (has_low)
		put_name(file, level, text, low, y);
}

void svg_thresholds_put(const struct thresholds *thresholds, const struct svg_axis *axis,
	FILE *file, const struct svg_frame *frame)
{
	/* The names have a line of text for each level, above the plot or the labels of its axis.
	 */
	if (thresholds->warning < thresholds->critical)
		put_both(axis, file, LEVEL_WARNING, thresholds->warning, frame, SVG_TOP - 6);
	put_both(axis, file, LEVEL_CRITICAL, thresholds->critical, frame, SVG_TOP - 6 - 13);
}
