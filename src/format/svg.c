/* SPDX-License-Identifier: ISC */
/* The offsets of many clocks as a picture: see svg.h. */
#include "format/svg.h"

#include "format/svg_axis.h"
#include "format/svg_layout.h"
#include "format/svg_rows.h"
#include "format/svg_text.h"

#include <errno.h>
#include <stdlib.h>

enum {
	STEPS = 10,    /* approximate number of even steps of the axis */
	FAILURES = 20, /* maximum number of hosts without an offset that are listed */
};

/* A bar of the histogram: the hosts with an offset in [low, high), in nanoseconds. */
struct bar {
	int64_t low;
	int64_t high;
	size_t hosts;
};

struct svg {
	FILE *file;
	const struct measurement *measurements;
	size_t count;
	struct svg_axis axis;
	struct svg_rows rows;
	double end; /* height of the picture */
};

/* Fills in the bars that are not empty and returns their number. An even step has 5 or 10 bars, a
 * growing step has one. */
static size_t count_bars(const struct svg *self, struct bar *ret_bars)
{
	const struct axis *axis = &self->axis.axis;
	int64_t part = axis->step / (self->rows.count < 200 ? 5 : 10);
	size_t count = 0;

	for (size_t i = 0; i < self->rows.count; i++) {
		int64_t middle = self->rows.list[i].middle;
		size_t edge = axis_find(axis, middle);
		struct bar bar = {.low = axis->edges[edge], .high = axis->edges[edge + 1]};

		if (edge >= axis->even && edge < axis->even_end) {
			bar.low += (middle - bar.low) / part * part;
			bar.high = bar.low + part;
		}
		if (count == 0 || ret_bars[count - 1].low != bar.low)
			ret_bars[count++] = bar;
		ret_bars[count - 1].hosts++;
	}
	return count;
}

static void put_histogram(const struct svg *self, const struct bar *bars, size_t count)
{
	size_t most = 0;
	size_t step;

	for (size_t i = 0; i < count; i++)
		most = bars[i].hosts > most ? bars[i].hosts : most;
	step = (size_t)axis_step((most + 3) / 4);
	fputs("<path class=\"grid\" d=\"", self->file);
	for (size_t i = step; i <= most; i += step)
		fprintf(self->file, "M%d %.2fH%d", SVG_LEFT,
			SVG_TOP + SVG_BARS * (1 - (double)i / (double)most), SVG_RIGHT);
	fputs("\"/>\n", self->file);
	for (size_t i = step; i <= most; i += step)
		fprintf(self->file, "<text class=\"hosts\" x=\"%d\" y=\"%.2f\">%zu%s</text>\n",
			SVG_LEFT - SVG_GAP, SVG_TOP + 4 + SVG_BARS * (1 - (double)i / (double)most),
			i, i == step ? i == 1 ? " host" : " hosts" : "");
	for (size_t i = 0; i < count; i++) {
		double x = svg_axis_place(&self->axis, bars[i].low);
		double width = svg_axis_place(&self->axis, bars[i].high) - x;
		double height = SVG_BARS * (double)bars[i].hosts / (double)most;

		height = height < 2 ? 2 : height; /* keep it visible */
		fprintf(self->file,
			"<rect class=\"count\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
			"height=\"%.2f\"><title>%zu %s: ",
			x, SVG_TOP + SVG_BARS - height, width > 2 ? width - 1 : width, height,
			bars[i].hosts, svg_hosts(bars[i].hosts));
		svg_put_offset(self->file, bars[i].low);
		fputs(" to ", self->file);
		svg_put_offset(self->file, bars[i].high);
		fputs("</title></rect>\n", self->file);
	}
}

static void put_failures(const struct svg *self, double y)
{
	size_t failed = self->count - self->rows.count;
	size_t listed = 0;

	if (failed == 0)
		return;
	fprintf(self->file, "<text class=\"head\" x=\"%d\" y=\"%.1f\">No offset: %zu %s</text>\n",
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

static void put_summary(const struct svg *self)
{
	if (self->rows.count == 0) {
		fputs("No offset is known.", self->file);
		return;
	}
	if (self->rows.count < self->count)
		fprintf(self->file, "%zu with an offset, %zu without. ", self->rows.count,
			self->count - self->rows.count);
	fputs("Lowest ", self->file);
	svg_put_offset(self->file, interval_middle(self->rows.list[0].measurement->offset));
	fputs(", median ", self->file);
	svg_put_offset(self->file,
		interval_middle(self->rows.list[self->rows.count / 2].measurement->offset));
	fputs(", highest ", self->file);
	svg_put_offset(self->file,
		interval_middle(self->rows.list[self->rows.count - 1].measurement->offset));
	fputs(".", self->file);
}

static void put_head(const struct svg *self)
{
	static const char style[] =
		"text{font:11px monospace;fill:#1f2328}"
		".title{font:bold 20px sans-serif}"
		".summary,.note{font:13px sans-serif}.note{fill:#59636e;font-size:12px}"
		".head{font:bold 13px sans-serif}"
		".axis{text-anchor:middle;fill:#59636e}"
		".name,.more,.hosts{text-anchor:end}.more,.hosts{fill:#59636e}"
		".grid{stroke:#dde1e6;fill:none}.zero{stroke:#1f2328;stroke-dasharray:4 3}"
		".growing{fill:#f1f2f4}.count{fill:#4a7fb5}"
		".interval path{stroke:#9cc0e6}.interval .far{stroke:#f0a58f}"
		".middle{stroke:#12406f;stroke-width:1.6;fill:none}";

	fprintf(self->file,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" "
		"aria-labelledby=\"title desc\" width=\"%d\" height=\"%.0f\" "
		"viewBox=\"0 0 %d %.0f\">\n"
		"<title id=\"title\">Clock offsets of %zu %s</title>\n<desc id=\"desc\">",
		SVG_WIDTH, self->end, SVG_WIDTH, self->end, self->count, svg_hosts(self->count));
	put_summary(self);
	fprintf(self->file,
		" A histogram of the offsets, and the interval of each host, sorted.</desc>\n"
		"<style type=\"text/css\">%s</style>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n"
		"<text class=\"title\" x=\"%d\" y=\"34\">Clock offsets of %zu %s</text>\n"
		"<text class=\"summary\" x=\"%d\" y=\"56\">",
		style, 2 * SVG_GAP, self->count, svg_hosts(self->count), 2 * SVG_GAP);
	put_summary(self);
	fputs("</text>\n", self->file);
	if (self->rows.count > 0)
		fprintf(self->file,
			"<text class=\"note\" x=\"%d\" y=\"76\">A bar holds the host's offset from "
			"the local clock; its mark is the middle.%s</text>\n",
			2 * SVG_GAP,
			self->axis.axis.count - 1 > self->axis.axis.even_end - self->axis.axis.even
				? " In the grey parts the scale is logarithmic."
				: "");
}

/* Fills the rows, and makes an axis that holds them and 0. The values have room for both ends of
 * each interval and for 0. */
static void prepare(struct svg *self, int64_t *values)
{
	uint64_t finest;

	self->rows.top = SVG_TOP + SVG_BARS + 2.5 * SVG_GAP;
	self->rows.end = SVG_TOP;
	svg_rows_fill(&self->rows, self->measurements, self->count);
	if (self->rows.count == 0)
		return;
	finest = axis_finest(self->measurements, self->count, values);
	for (size_t i = 0; i < self->rows.count; i++) {
		values[2 * i] = self->rows.list[i].offset.low;
		values[2 * i + 1] = self->rows.list[i].offset.high;
	}
	values[2 * self->rows.count] = 0;
	axis_sort(values, 2 * self->rows.count + 1);
	axis_make(values, 2 * self->rows.count + 1, STEPS, finest, &self->axis.axis);
	svg_axis_place_edges(&self->axis);
	svg_rows_lay_out(&self->rows, &self->axis);
}

static void put(struct svg *self, struct bar *bars)
{
	double failures = self->rows.end + 5 * SVG_GAP;
	size_t failed = self->count - self->rows.count;

	self->end = failures;
	if (failed > 0)
		self->end += SVG_ROW * (double)(failed > FAILURES ? FAILURES + 2 : failed + 1);
	put_head(self);
	if (self->rows.count > 0) {
		svg_axis_put(&self->axis, self->file, self->rows.top, self->rows.end);
		put_histogram(self, bars, count_bars(self, bars));
		svg_rows_put(&self->rows, &self->axis, self->file);
		/* Last, to be on top of the bars. */
		svg_axis_put_zero(&self->axis, self->file, self->rows.top, self->rows.end);
	}
	put_failures(self, failures);
	fputs("</svg>\n", self->file);
}

int svg_put(FILE *file, const struct measurement *measurements, size_t count)
{
	struct svg *self = calloc(1, sizeof *self);
	struct svg_row *rows = calloc(count + 1, sizeof *rows);
	struct bar *bars = calloc(count + 1, sizeof *bars);
	int64_t *values = calloc(2 * count + 1, sizeof *values);
	int error = -ENOMEM;

	if (self != NULL && rows != NULL && bars != NULL && values != NULL) {
		*self = (struct svg){.file = file,
			.measurements = measurements,
			.count = count,
			.rows.list = rows};
		prepare(self, values);
		put(self, bars);
		error = 0;
	}
	free(self);
	free(rows);
	free(bars);
	free(values);
	return error;
}
