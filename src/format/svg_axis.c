/* SPDX-License-Identifier: ISC */
/* The horizontal axis of the SVG picture: see svg_axis.h. */
#include "format/svg_axis.h"

#include "base/decimal.h"
#include <string.h>

/* Pixels. */
enum {
	GROWING_STEP = 24,  /* maximum width of one growing step */
	GROWING_PART = 110, /* maximum width of all growing steps on one side */
};

/* A number, a space and its unit. */
enum { LABEL_SIZE = UNIT_TEXT_SIZE + 4 };

void svg_axis_place_edges(struct svg_axis *self)
{
	const struct axis *axis = &self->axis;
	size_t above = axis->count - 1 - axis->even_end;
	double low_part = (double)axis->even * GROWING_STEP;
	double high_part = (double)above * GROWING_STEP;
	double even_part;

	low_part = low_part > GROWING_PART ? GROWING_PART : low_part;
	high_part = high_part > GROWING_PART ? GROWING_PART : high_part;
	even_part = SVG_RIGHT - SVG_LEFT - low_part - high_part;
	for (size_t i = 0; i < axis->count; i++) {
		if (i < axis->even)
			self->places[i] = SVG_LEFT + low_part * (double)i / (double)axis->even;
		else if (i <= axis->even_end)
			self->places[i] = SVG_LEFT + low_part +
					  even_part * (double)(i - axis->even) /
						  (double)(axis->even_end - axis->even);
		else
			self->places[i] = SVG_RIGHT -
					  high_part * (double)(axis->count - 1 - i) / (double)above;
	}
}

double svg_axis_place(const struct svg_axis *self, int64_t value)
{
	size_t i = axis_find(&self->axis, value);
	double low = (double)self->axis.edges[i];
	/* Subtract as integers: two edges far from 0 can be the same double. */
	double part = (double)((uint64_t)value - (uint64_t)self->axis.edges[i]);
	double step = (double)((uint64_t)self->axis.edges[i + 1] - (uint64_t)self->axis.edges[i]);

	if ((double)value < low)
		return self->places[i];
	return self->places[i] + (self->places[i + 1] - self->places[i]) * part / step;
}

bool svg_axis_reaches(const struct svg_axis *self, int64_t value)
{
	const struct axis *axis = &self->axis;

	return value >= axis->edges[0] && value <= axis->edges[axis->count - 1];
}

bool svg_axis_is_outlier(const struct svg_axis *self, int64_t value)
{
	const struct axis *axis = &self->axis;

	return value < axis->edges[axis->even] || value >= axis->edges[axis->even_end];
}

/* Formats an edge exactly. All edges of the even part have the same unit. */
static void write_label(const struct axis *axis, size_t edge, char ret_label[LABEL_SIZE])
{
	uint64_t magnitude = unit_magnitude(axis->edges[edge]);
	const struct unit *unit;

	if (edge >= axis->even && edge <= axis->even_end)
		magnitude = axis_magnitude(axis);
	unit = unit_for(magnitude);
	unit_format(unit, axis->edges[edge], unit_decimals(unit, axis->edges[edge]), ret_label);
	strcat(strcat(ret_label, " "), unit->name);
}

static void put_label(const struct svg_axis *self, FILE *file, size_t edge, double y)
{
	char text[LABEL_SIZE];

	write_label(&self->axis, edge, text);
	fprintf(file, "<text class=\"axis\" x=\"%.2f\" y=\"%.1f\">%s</text>\n", self->places[edge],
		y, text);
}

/* The minimum distance between two labels, in pixels. */
static double measure_labels(const struct axis *axis)
{
	size_t longest = 0;

	for (size_t i = 0; i < axis->count; i++) {
		char text[LABEL_SIZE];

		write_label(axis, i, text);
		longest = strlen(text) > longest ? strlen(text) : longest;
	}
	return (double)(longest + 2) * SVG_CHARACTER;
}

/* Writes the labels that fit: first in the even part, then from its ends outwards. */
static void put_labels(const struct svg_axis *self, FILE *file, double y)
{
	const struct axis *axis = &self->axis;
	double step = self->places[axis->even + 1] - self->places[axis->even];
	double apart = measure_labels(axis);
	size_t each = (size_t)(apart / step) + 1;
	size_t first = axis->even;
	double last = self->places[axis->even];
	double next;

	/* Choose the labels so that 0 has one. */
	for (size_t i = axis->even; i <= axis->even_end; i++)
		if (axis->edges[i] == 0)
			first = axis->even + (i - axis->even) % each;
	next = self->places[first];
	for (size_t i = first; i <= axis->even_end; i += each) {
		put_label(self, file, i, y);
		last = self->places[i];
	}
	for (size_t i = axis->even_end + 1; i < axis->count; i++)
		if (self->places[i] - last >= apart &&
			(i + 1 == axis->count || SVG_RIGHT - self->places[i] >= apart)) {
			put_label(self, file, i, y);
			last = self->places[i];
		}
	for (size_t i = axis->even; i-- > 0;)
		if (next - self->places[i] >= apart &&
			(i == 0 || self->places[i] - SVG_LEFT >= apart)) {
			put_label(self, file, i, y);
			next = self->places[i];
		}
}

/* A vertical line with a gap for the labels below the histogram. */
static void put_line(FILE *file, double x, const struct svg_frame *frame)
{
	if (frame->bars_end > SVG_TOP)
		fprintf(file, "M%.2f %dV%.1f", x, SVG_TOP, frame->bars_end);
	fprintf(file, "M%.2f %.1fV%.1f", x, frame->rows_top, frame->rows_end);
}

static void put_growing(FILE *file, double left, double right, const struct svg_frame *frame)
{
	double top = frame->bars_end > SVG_TOP ? SVG_TOP : frame->rows_top;

	if (left < right)
		fprintf(file,
			"<rect class=\"growing\" x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" "
			"height=\"%.1f\"/>\n",
			left, top, right - left, frame->rows_end - top);
}

void svg_axis_put(const struct svg_axis *self, FILE *file, const struct svg_frame *frame)
{
	const struct axis *axis = &self->axis;

	put_growing(file, SVG_LEFT, self->places[axis->even], frame);
	put_growing(file, self->places[axis->even_end], SVG_RIGHT, frame);
	fputs("<path class=\"grid\" d=\"", file);
	for (size_t i = 0; i < axis->count; i++)
		put_line(file, self->places[i], frame);
	fputs("\"/>\n", file);
	put_labels(self, file, frame->bars_end + 15);
	if (frame->rows_end - frame->rows_top > 2.0 * SVG_BARS)
		put_labels(self, file, frame->rows_end + 15);
}

void svg_axis_put_line(const struct svg_axis *self, FILE *file, const char *name, int64_t value,
	const struct svg_frame *frame)
{
	fprintf(file, "<path class=\"%s\" d=\"", name);
	put_line(file, svg_axis_place(self, value), frame);
	fputs("\"/>\n", file);
}
