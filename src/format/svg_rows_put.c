/* SPDX-License-Identifier: ISC */
/* The rows of the SVG picture, drawn: see svg_rows.h. */
#include "format/svg_rows.h"

#include "format/svg_layout.h"
#include "format/svg_text.h"

#include <stdbool.h>
#include <string.h>

/* A horizontal stroke within the plot, of at least that width. */
static void put_stroke(FILE *file, double left, double right, double least, double y)
{
	double middle = (left + right) / 2;

	if (right - left < least) {
		left = middle - least / 2;
		left = left < SVG_LEFT            ? SVG_LEFT
		       : left > SVG_RIGHT - least ? SVG_RIGHT - least
						  : left;
		right = left + least;
	}
	fprintf(file, "M%.2f %.2fh%.2f", left, y, right - left);
}

static void put_title(const struct svg_rows *self, const struct svg_row *row,
	const struct svg_number *number, FILE *file)
{
	const struct svg_host *host = &self->hosts[row->first];

	if (row->end - row->first == 1) {
		svg_put_text(file, host->measurement->host, SVG_TEXT_COLUMNS);
		fputs(": ", file);
		svg_number_put_interval(number, file, host->measurement->offset);
		return;
	}
	fprintf(file, "%zu hosts: ", row->end - row->first);
	svg_number_put(number, file, host->middle);
	fputs(" to ", file);
	svg_number_put(number, file, self->hosts[row->end - 1].middle);
}

static void put_bar(const struct svg_rows *self, const struct svg_row *row,
	const struct svg_axis *axis, const struct svg_number *number, FILE *file)
{
	struct interval all = self->hosts[row->first].offset;
	enum level level = self->hosts[row->first].level;

	for (size_t i = row->first; i < row->end; i++) {
		struct interval offset = self->hosts[i].offset;

		all.low = offset.low < all.low ? offset.low : all.low;
		all.high = offset.high > all.high ? offset.high : all.high;
	}
	fputs("<path", file);
	if (level != LEVEL_GOOD)
		fprintf(file, " class=\"%s\"", level_names[level]);
	fputs(" d=\"", file);
	put_stroke(file, svg_axis_place(axis, all.low), svg_axis_place(axis, all.high), SVG_BAR,
		row->y);
	fputs("\"><title>", file);
	put_title(self, row, number, file);
	fputs("</title></path>\n", file);
}

/* The marks of one level, in one path: they have no titles. */
static void put_marks(const struct svg_rows *self, size_t first, size_t end, enum level level,
	const struct svg_axis *axis, FILE *file)
{
	bool is_first = true;

	for (size_t i = first; i < end; i++) {
		const struct svg_row *row = &self->list[i];
		const struct svg_host *host = &self->hosts[row->first];

		if (host->level != level)
			continue;
		if (is_first)
			fprintf(file, "<path class=\"mark %s\" d=\"", level_names[level]);
		is_first = false;
		put_stroke(file, svg_axis_place(axis, host->middle),
			svg_axis_place(axis, self->hosts[row->end - 1].middle), SVG_MARK, row->y);
		if (i % 8 == 7)
			putc('\n', file);
	}
	if (!is_first)
		fputs("\"/>\n", file);
}

/* Rows of a few pixels have no gaps between them. They overlap: strokes that end within the same
 * pixel would let the background through. */
static double bar_height(double row)
{
	return row < 3 ? row + 0.5 : row * 0.7;
}

/* Draws rows of equal height: all bars before all marks, so that no bar hides a mark. */
static void put_bars(const struct svg_rows *self, size_t first, size_t end,
	const struct svg_axis *axis, const struct svg_number *number, FILE *file)
{
	if (first == end)
		return;
	fprintf(file, "<g class=\"interval\" stroke-width=\"%.2f\">\n",
		bar_height(self->list[first].height));
	for (size_t i = first; i < end; i++)
		put_bar(self, &self->list[i], axis, number, file);
	for (enum level level = LEVEL_GOOD; level <= LEVEL_CRITICAL; level++)
		put_marks(self, first, end, level, axis, file);
	fputs("</g>\n", file);
}

static void put_text(FILE *file, const char *name, enum level level, double x, double y)
{
	fprintf(file, "<text class=\"%s%s%s\" x=\"%.0f\" y=\"%.1f\">", name,
		level == LEVEL_GOOD ? "" : " ", level == LEVEL_GOOD ? "" : level_names[level], x,
		y);
}

/* The maximum width of the offset of a row with a name, in characters. */
static size_t measure_offsets(const struct svg_rows *self, const struct svg_number *number)
{
	size_t widest = 0;

	for (size_t i = 0; i < self->count; i++) {
		char offset[DECIMAL_SIZE];
		char bound[DECIMAL_SIZE];

		if (!svg_rows_is_named(self, i))
			continue;
		svg_number_format(number, self->hosts[self->list[i].first].measurement->offset,
			offset, bound);
		widest = strlen(offset) > widest ? strlen(offset) : widest;
	}
	return widest;
}

static void put_names(const struct svg_rows *self, const struct svg_number *number, FILE *file)
{
	double x = SVG_RIGHT + SVG_GAP + (double)measure_offsets(self, number) * SVG_CHARACTER;

	for (size_t i = 0; i < self->count; i++) {
		const struct svg_host *host = &self->hosts[self->list[i].first];
		double y = self->list[i].y + 4;
		char offset[DECIMAL_SIZE];
		char bound[DECIMAL_SIZE];

		if (!svg_rows_is_named(self, i))
			continue;
		put_text(file, "name", LEVEL_GOOD, SVG_LEFT - SVG_GAP, y);
		svg_put_text(file, host->measurement->host, SVG_NAME_COLUMNS);
		fputs("</text>\n", file);
		svg_number_format(number, host->measurement->offset, offset, bound);
		put_text(file, "number", host->level, x, y);
		fprintf(file, "%s</text>\n", offset);
		put_text(file, "bound", host->level, x + SVG_CHARACTER, y);
		fprintf(file, "± %s %s</text>\n", bound, number->unit->name);
	}
}

/* How many hosts the rows without a name have, beside the middle of these rows. */
static void put_more(const struct svg_rows *self, FILE *file)
{
	size_t end = self->count - self->named_high;
	size_t hosts = self->hosts_count - self->named_low - self->named_high;
	double y;

	if (hosts == 0)
		return;
	y = (self->list[self->named_low].y + self->list[end - 1].y) / 2 + 4;
	put_text(file, "more", LEVEL_GOOD, SVG_LEFT - SVG_GAP, y);
	fprintf(file, "%zu more %s</text>\n", hosts, svg_hosts(hosts));
	if (self->most == 1)
		return;
	put_text(file, "more", LEVEL_GOOD, SVG_LEFT - SVG_GAP, y + SVG_ROW);
	fprintf(file, "up to %zu in a row</text>\n", self->most);
}

void svg_rows_put(const struct svg_rows *self, const struct svg_axis *axis,
	const struct svg_number *number, FILE *file)
{
	size_t unnamed_end = self->count - self->named_high;

	put_bars(self, 0, self->named_low, axis, number, file);
	put_bars(self, self->named_low, unnamed_end, axis, number, file);
	put_bars(self, unnamed_end, self->count, axis, number, file);
	put_names(self, number, file);
	put_more(self, file);
}
