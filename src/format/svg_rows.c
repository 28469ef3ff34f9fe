/* SPDX-License-Identifier: ISC */
/* The rows of the SVG picture: see svg_rows.h. */
#include "format/svg_rows.h"

#include "format/svg_layout.h"

#include <stdlib.h>

/* Pixels. */
enum {
	THIN_ROW = 5,    /* maximum height of a row without a name */
	THIN_ROWS = 480, /* maximum height of all of them, and their maximum number */
};

/* Up to ALL_NAMED hosts, each row has a name. Of more hosts, only some at either end have one. */
enum {
	ALL_NAMED = 60,
	NAMED_MIN = 5,  /* names at either end, without outliers and hosts beyond a threshold */
	NAMED_MAX = 20, /* names at either end, these included */
};

static int compare_hosts(const void *a, const void *b)
{
	const struct svg_host *left = a;
	const struct svg_host *right = b;

	if (left->middle != right->middle)
		return left->middle < right->middle ? -1 : 1;
	return left->measurement < right->measurement ? -1 : 1;
}

void svg_rows_fill(struct svg_rows *self, const struct measurement *measurements, size_t count,
	const struct thresholds *thresholds)
{
	self->hosts_count = 0;
	for (size_t i = 0; i < count; i++)
		if (measurements[i].cause == NULL) {
			struct svg_host *host = &self->hosts[self->hosts_count++];

			host->measurement = &measurements[i];
			host->offset = axis_limit(measurements[i].offset);
			host->middle = interval_middle(host->offset);
			host->level = level_of(thresholds, interval_middle(measurements[i].offset));
			self->levels[host->level]++;
		}
	qsort(self->hosts, self->hosts_count, sizeof *self->hosts, compare_hosts);
}

static bool deserves_name(const struct svg_host *host, const struct svg_axis *axis)
{
	return host->level != LEVEL_GOOD || svg_axis_is_outlier(axis, host->middle);
}

static void choose_names(struct svg_rows *self, const struct svg_axis *axis)
{
	size_t last = self->hosts_count - 1;

	self->named_low = self->hosts_count;
	if (self->hosts_count <= ALL_NAMED)
		return;
	self->named_low = 0;
	while (self->named_low < NAMED_MAX &&
		(self->named_low < NAMED_MIN || deserves_name(&self->hosts[self->named_low], axis)))
		self->named_low++;
	while (self->named_high < NAMED_MAX &&
		(self->named_high < NAMED_MIN ||
			deserves_name(&self->hosts[last - self->named_high], axis)))
		self->named_high++;
}

static void add_row(struct svg_rows *self, size_t first, size_t end)
{
	self->list[self->count++] = (struct svg_row){.first = first, .end = end};
	self->most = end - first > self->most ? end - first : self->most;
}

/* Makes rows of up to `each` neighbours of the same level. */
static void add_rows(struct svg_rows *self, size_t first, size_t end, size_t each)
{
	while (first < end) {
		size_t next = first + 1;

		while (next < end && next - first < each &&
			self->hosts[next].level == self->hosts[first].level)
			next++;
		add_row(self, first, next);
		first = next;
	}
}

bool svg_rows_is_named(const struct svg_rows *self, size_t row)
{
	return row < self->named_low || row >= self->count - self->named_high;
}

void svg_rows_lay_out(struct svg_rows *self, const struct svg_axis *axis, struct svg_frame *frame)
{
	size_t unnamed_end;
	size_t unnamed;
	double y = frame->rows_top;
	double thin;

	choose_names(self, axis);
	unnamed_end = self->hosts_count - self->named_high;
	unnamed = unnamed_end - self->named_low;
	add_rows(self, 0, self->named_low, 1);
	add_rows(self, self->named_low, unnamed_end, (unnamed + THIN_ROWS - 1) / THIN_ROWS);
	add_rows(self, unnamed_end, self->hosts_count, 1);
	unnamed = self->count - self->named_low - self->named_high;
	thin = unnamed > THIN_ROWS / THIN_ROW ? (double)THIN_ROWS / (double)unnamed : THIN_ROW;
	for (size_t i = 0; i < self->count; i++) {
		struct svg_row *row = &self->list[i];

		row->height = svg_rows_is_named(self, i) ? SVG_ROW : thin;
		row->y = y + row->height / 2;
		y += row->height;
	}
	frame->rows_end = y;
}
