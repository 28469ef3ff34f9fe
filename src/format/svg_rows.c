/* SPDX-License-Identifier: ISC */
/* The rows of the SVG picture: see svg_rows.h. */
#include "format/svg_rows.h"

#include "format/svg_layout.h"
#include "format/svg_text.h"

#include <stdbool.h>
#include <stdlib.h>

/* Pixels. */
enum {
	THIN_ROW = 5,    /* maximum height of a row without a name */
	THIN_ROWS = 480, /* maximum height of all of them */
};

/* Up to ALL_NAMED hosts, each row has a name. Of more hosts, only some at either end have one. */
enum {
	ALL_NAMED = 60,
	NAMED_MIN = 5,  /* names at either end, without outliers */
	NAMED_MAX = 20, /* names at either end, outliers included */
};

static int compare_rows(const void *a, const void *b)
{
	const struct svg_row *left = a;
	const struct svg_row *right = b;

	if (left->middle != right->middle)
		return left->middle < right->middle ? -1 : 1;
	return left->measurement < right->measurement ? -1 : 1;
}

void svg_rows_fill(struct svg_rows *self, const struct measurement *measurements, size_t count)
{
	self->count = 0;
	for (size_t i = 0; i < count; i++)
		if (measurements[i].cause == NULL) {
			struct svg_row *row = &self->list[self->count++];

			row->measurement = &measurements[i];
			row->offset = axis_limit(measurements[i].offset);
			row->middle = interval_middle(row->offset);
		}
	qsort(self->list, self->count, sizeof *self->list, compare_rows);
}

void svg_rows_lay_out(struct svg_rows *self, const struct svg_axis *axis)
{
	size_t unnamed;

	self->named_low = self->count;
	if (self->count > ALL_NAMED) {
		self->named_low = 0;
		while (self->named_low < NAMED_MAX &&
			(self->named_low < NAMED_MIN ||
				svg_axis_is_outlier(axis, self->list[self->named_low].middle)))
			self->named_low++;
		while (self->named_high < NAMED_MAX &&
			(self->named_high < NAMED_MIN ||
				svg_axis_is_outlier(axis,
					self->list[self->count - 1 - self->named_high].middle)))
			self->named_high++;
	}
	unnamed = self->count - self->named_low - self->named_high;
	self->thin_height =
		unnamed > THIN_ROWS / THIN_ROW ? (double)THIN_ROWS / (double)unnamed : THIN_ROW;
	self->end = self->top + (double)unnamed * self->thin_height +
		    (double)(self->named_low + self->named_high) * SVG_ROW;
}

static bool is_named(const struct svg_rows *self, size_t i)
{
	return i < self->named_low || i >= self->count - self->named_high;
}

/* The y of the middle of a row. */
static double row_at(const struct svg_rows *self, size_t i)
{
	if (i < self->named_low)
		return self->top + ((double)i + 0.5) * SVG_ROW;
	if (i < self->count - self->named_high)
		return self->top + (double)self->named_low * SVG_ROW +
		       ((double)(i - self->named_low) + 0.5) * self->thin_height;
	return self->end - ((double)(self->count - i) - 0.5) * SVG_ROW;
}

/* Rows of a few pixels have no gaps between them. */
static double bar_height(double row)
{
	return row < 1 ? 1 : row < 3 ? row : row * 0.7;
}

/* Draws rows of equal height: all bars before all marks, so that no bar hides a mark. */
static void put_bars(const struct svg_rows *self, const struct svg_axis *axis, FILE *file,
	size_t first, size_t end, double row_height)
{
	double height = bar_height(row_height);

	if (first == end)
		return;
	fprintf(file, "<g class=\"interval\" stroke-width=\"%.2f\">\n", height);
	for (size_t i = first; i < end; i++) {
		const struct svg_row *row = &self->list[i];
		double x = svg_axis_place(axis, row->offset.low);

		fprintf(file, "<path%s d=\"M%.2f %.2fh%.2f\"><title>",
			svg_axis_is_outlier(axis, row->middle) ? " class=\"far\"" : "", x,
			row_at(self, i), svg_axis_place(axis, row->offset.high) - x);
		svg_put_text(file, row->measurement->host, SVG_TEXT_COLUMNS);
		fputs(": ", file);
		svg_put_interval(file, row->measurement->offset, axis_magnitude(&axis->axis));
		fputs("</title></path>\n", file);
	}
	fputs("</g>\n<path class=\"middle\" d=\"", file);
	for (size_t i = first; i < end; i++)
		fprintf(file, "M%.2f %.2fv%.2f%s", svg_axis_place(axis, self->list[i].middle),
			row_at(self, i) - height / 2, height, i % 8 == 7 ? "\n" : "");
	fputs("\"/>\n", file);
}

static void put_names(const struct svg_rows *self, const struct svg_axis *axis, FILE *file)
{
	for (size_t i = 0; i < self->count; i++) {
		if (!is_named(self, i))
			continue;
		fprintf(file, "<text class=\"name\" x=\"%d\" y=\"%.1f\">", SVG_LEFT - SVG_GAP,
			row_at(self, i) + 4);
		svg_put_text(file, self->list[i].measurement->host, SVG_NAME_COLUMNS);
		fprintf(file, "</text>\n<text class=\"number\" x=\"%d\" y=\"%.1f\">",
			SVG_RIGHT + SVG_GAP, row_at(self, i) + 4);
		svg_put_interval(
			file, self->list[i].measurement->offset, axis_magnitude(&axis->axis));
		fputs("</text>\n", file);
	}
}

void svg_rows_put(const struct svg_rows *self, const struct svg_axis *axis, FILE *file)
{
	size_t unnamed_end = self->count - self->named_high;

	put_bars(self, axis, file, 0, self->named_low, SVG_ROW);
	put_bars(self, axis, file, self->named_low, unnamed_end, self->thin_height);
	put_bars(self, axis, file, unnamed_end, self->count, SVG_ROW);
	put_names(self, axis, file);
	if (unnamed_end > self->named_low)
		fprintf(file, "<text class=\"more\" x=\"%d\" y=\"%.1f\">%zu more %s</text>\n",
			SVG_LEFT - SVG_GAP,
			(row_at(self, self->named_low) + row_at(self, unnamed_end - 1)) / 2 + 4,
			unnamed_end - self->named_low, svg_hosts(unnamed_end - self->named_low));
}
