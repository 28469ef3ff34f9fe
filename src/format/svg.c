/* SPDX-License-Identifier: ISC */
/* The offsets of many clocks as a picture: see svg.h. */
#include "format/svg.h"

#include "format/svg_axis.h"
#include "format/svg_bars.h"
#include "format/svg_head.h"
#include "format/svg_layout.h"
#include "format/svg_legend.h"
#include "format/svg_number.h"
#include "format/svg_rows.h"
#include "format/svg_text.h"
#include "format/svg_thresholds.h"

#include <errno.h>
#include <stdlib.h>

enum {
	STEPS = 10,    /* approximate number of even steps of the axis */
	FAILURES = 20, /* maximum number of hosts without an offset that are listed */
};

struct svg {
	FILE *file;
	const struct measurement *measurements;
	size_t count;
	const struct thresholds *thresholds;
	const struct svg_origin *origin;
	struct svg_axis axis;
	struct svg_rows rows;
	struct svg_number number;
	struct svg_frame frame;
	struct svg_bar *bars; /* with room for all hosts */
	int64_t *values;      /* with room for both ends of each interval and for 0 */
};

/* The hosts without an offset, below y. */
static void put_failures(const struct svg *self, double y)
{
	size_t failed = self->count - self->rows.hosts_count;
	size_t listed = 0;

	if (failed == 0)
		return;
	fprintf(self->file,
		"<text class=\"head critical\" x=\"%d\" y=\"%.1f\">No offset: %zu %s</text>\n",
		2 * SVG_GAP, y, failed, svg_hosts(failed));
	for (size_t i = 0; i < self->count && listed < FAILURES; i++) {
		if (self->measurements[i].cause == NULL)
			continue;
		listed++;
		fprintf(self->file, "<text class=\"name\" x=\"%d\" y=\"%.1f\">", SVG_LEFT - SVG_GAP,
			y + (double)listed * SVG_ROW + 4);
		svg_put_text(self->file, self->measurements[i].host, SVG_NAME_COLUMNS);
		fprintf(self->file, "</text>\n<text class=\"cause\" x=\"%d\" y=\"%.1f\">",
			SVG_LEFT + SVG_GAP, y + (double)listed * SVG_ROW + 4);
		svg_put_text(self->file, self->measurements[i].cause, SVG_TEXT_COLUMNS);
		fputs("</text>\n", self->file);
	}
	if (listed < failed)
		fprintf(self->file,
			"<text class=\"more\" x=\"%d\" y=\"%.1f\">and %zu more</text>\n",
			SVG_LEFT - SVG_GAP, y + (double)(listed + 1) * SVG_ROW + 4,
			failed - listed);
}

/* Makes an axis that holds the intervals of all rows, and 0. */
static void make_axis(struct svg *self)
{
	int64_t *values = self->values;
	uint64_t finest = axis_finest(self->measurements, self->count, values);
	size_t count = 0;

	for (size_t i = 0; i < self->rows.hosts_count; i++) {
		values[count++] = self->rows.hosts[i].offset.low;
		values[count++] = self->rows.hosts[i].offset.high;
	}
	values[count++] = 0;
	axis_sort(values, count);
	if (self->count < SVG_MANY)
		axis_make_linear(values, count, STEPS, finest, &self->axis.axis);
	else
		axis_make(values, count, STEPS, finest, &self->axis.axis);
	svg_axis_place_edges(&self->axis);
}

static void lay_out(struct svg *self)
{
	svg_rows_fill(&self->rows, self->measurements, self->count, self->thresholds);
	self->frame.bars_end = SVG_TOP;
	self->frame.rows_end = SVG_LEGEND - 5 * SVG_GAP; /* without a plot */
	if (self->rows.hosts_count == 0)
		return;
	if (self->count >= SVG_MANY)
		self->frame.bars_end += SVG_BARS;
	self->frame.rows_top = self->frame.bars_end + 2.5 * SVG_GAP;
	make_axis(self);
	svg_number_choose(
		&self->number, self->measurements, self->count, axis_magnitude(&self->axis.axis));
	svg_rows_lay_out(&self->rows, &self->axis, &self->frame);
}

static void put_plot(const struct svg *self)
{
	const struct axis *axis = &self->axis.axis;

	svg_legend_put(self->file, &self->rows, self->thresholds,
		axis->count - 1 > axis->even_end - axis->even, SVG_LEGEND);
	svg_axis_put(&self->axis, self->file, &self->frame);
	svg_thresholds_put(self->thresholds, &self->axis, self->file, &self->frame);
	if (self->frame.bars_end > SVG_TOP)
		svg_bars_put(&self->rows, &self->axis, &self->number, self->bars, self->file);
	svg_rows_put(&self->rows, &self->axis, &self->number, self->file);
	/* On top of the bars: an interval can be wide. */
	svg_axis_put_line(&self->axis, self->file, "zero", 0, &self->frame);
}

static void put(const struct svg *self)
{
	double failures = self->frame.rows_end + 5 * SVG_GAP;
	size_t failed = self->count - self->rows.hosts_count;
	double end = failures;

	if (failed > 0)
		end += SVG_ROW * (double)(failed > FAILURES ? FAILURES + 2 : failed + 1);
	svg_head_put(self->file, &self->rows, &self->number, self->origin, self->count, end);
	if (self->rows.hosts_count > 0)
		put_plot(self);
	put_failures(self, failures);
	fputs("</svg>\n", self->file);
}

int svg_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct thresholds *thresholds, const struct svg_origin *origin)
{
	struct svg self = {.file = file,
		.measurements = measurements,
		.count = count,
		.thresholds = thresholds,
		.origin = origin};
	int error = -ENOMEM;

	self.rows.hosts = calloc(count + 1, sizeof *self.rows.hosts);
	self.rows.list = calloc(count + 1, sizeof *self.rows.list);
	self.bars = calloc(count + 1, sizeof *self.bars);
	self.values = calloc(2 * count + 1, sizeof *self.values);
	if (self.rows.hosts != NULL && self.rows.list != NULL && self.bars != NULL &&
		self.values != NULL) {
		lay_out(&self);
		put(&self);
		error = 0;
	}
	free(self.rows.hosts);
	free(self.rows.list);
	free(self.bars);
	free(self.values);
	return error;
}
