/* SPDX-License-Identifier: ISC */
/* The distribution of offsets, drawn with characters: see histogram.h. */
#include "format/histogram.h"

#include "base/decimal.h"
#include "client/terminal.h"
#include "format/axis.h"

#include <errno.h>
#include <stdlib.h>

/* The minimum number of consecutive empty lines that become one. */
enum { FOLDED = 3 };

struct line {
	char label[2 * UNIT_TEXT_SIZE + 16];
	unsigned columns; /* width of the label */
	size_t hosts;
	enum level level;
};

struct histogram {
	struct axis axis;
	size_t hosts[AXIS_EDGES];      /* number of hosts from this edge to the next */
	enum level levels[AXIS_EDGES]; /* the worst of these hosts */
	size_t count;                  /* number of lines */
	struct line lines[AXIS_EDGES];
};

/* Fills in the middles of the known offsets, sorted, and returns their number. */
static size_t list_middles(
	const struct measurement *measurements, size_t count, int64_t *ret_values)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		if (measurements[i].cause == NULL)
			ret_values[known++] = interval_middle(axis_limit(measurements[i].offset));
	axis_sort(ret_values, known);
	return known;
}

/* More hosts justify more lines. AXIS_PIECES lines fit on a terminal of 24. */
static unsigned choose_pieces(size_t known)
{
	unsigned pieces = 5;

	while (pieces < AXIS_PIECES && known > (size_t)pieces * pieces * pieces / 8)
		pieces++;
	return pieces;
}

static unsigned larger(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* The range from this edge to the next. All even ranges have the same unit and decimals. */
static void set_label(struct line *self, const struct axis *axis, size_t edge, bool is_ascii)
{
	const int64_t *range = &axis->edges[edge];
	bool is_even = edge >= axis->even && edge < axis->even_end;
	uint64_t low_magnitude = unit_magnitude(range[0]);
	uint64_t high_magnitude = unit_magnitude(range[1]);
	const struct unit *unit = unit_for(is_even                          ? axis_magnitude(axis)
					   : low_magnitude > high_magnitude ? low_magnitude
									    : high_magnitude);
	unsigned decimals =
		is_even ? unit_decimals(unit, axis->step)
			: larger(unit_decimals(unit, range[0]), unit_decimals(unit, range[1]));
	char low[UNIT_TEXT_SIZE];
	char high[UNIT_TEXT_SIZE];

	unit_format(unit, range[0], decimals, low);
	unit_format(unit, range[1], decimals, high);
	self->columns = (unsigned)sprintf(self->label, "%s .. %s %s", low, high, unit->ascii);
	if (!is_ascii)
		sprintf(self->label, "%s .. %s %s", low, high, unit->name);
}

static void add_lines(struct histogram *self, bool is_ascii)
{
	size_t end = self->axis.count - 1;

	for (size_t i = 0; i < end;) {
		struct line *line = &self->lines[self->count];
		size_t empty = 0;

		while (i + empty < end && self->hosts[i + empty] == 0)
			empty++;
		self->count++;
		line->hosts = self->hosts[i];
		line->level = self->levels[i];
		if (empty >= FOLDED) {
			line->columns = (unsigned)sprintf(line->label, "...");
			i += empty;
		} else {
			set_label(line, &self->axis, i++, is_ascii);
		}
	}
}

/* Draws a bar of at least one eighth of a column; in ASCII, rounded to at least one column. */
static void put_bar(FILE *file, uint64_t eighths, bool is_ascii)
{
	if (is_ascii) {
		eighths = (eighths + 4) / 8 > 0 ? (eighths + 4) / 8 : 1;
		while (eighths-- > 0)
			putc('#', file);
		return;
	}
	for (; eighths >= 8; eighths -= 8)
		fputs("\xe2\x96\x88", file);
	/* U+258F is an eighth, U+2588 are eight. */
	if (eighths > 0)
		fprintf(file, "\xe2\x96%c", (int)(0x90 - eighths));
}

static unsigned limit_columns(unsigned columns)
{
	return columns < HISTOGRAM_COLUMNS_MIN   ? HISTOGRAM_COLUMNS_MIN
	       : columns > HISTOGRAM_COLUMNS_MAX ? HISTOGRAM_COLUMNS_MAX
						 : columns;
}

static void put_lines(FILE *file, const struct histogram *self, const struct histogram_style *style)
{
	unsigned columns = limit_columns(style->columns);
	unsigned label = 0;
	unsigned other;
	size_t most = 0;
	uint64_t eighths;

	for (size_t i = 0; i < self->count; i++) {
		label = larger(label, self->lines[i].columns);
		most = self->lines[i].hosts > most ? self->lines[i].hosts : most;
	}
	/* One space follows the label, another precedes the number. */
	other = label + (unsigned)snprintf(NULL, 0, "  %zu", most);
	eighths = columns > other ? 8 * (columns - other) : 8;
	for (size_t i = 0; i < self->count; i++) {
		const struct line *line = &self->lines[i];
		uint64_t length = (uint64_t)((double)line->hosts / (double)most * (double)eighths);

		fprintf(file, "%*s%s", (int)(label - line->columns), "", line->label);
		if (line->hosts > 0) {
			fprintf(file, " %s",
				style->thresholds != NULL ? level_colours[line->level] : "");
			put_bar(file, length > 0 ? length : 1, style->is_ascii);
			fprintf(file, "%s %zu", style->thresholds != NULL ? TERMINAL_PLAIN : "",
				line->hosts);
		}
		putc('\n', file);
	}
}

/* Counts the hosts of each range, whose middles are sorted. */
static void count_hosts(struct histogram *self, const int64_t *middles, size_t count,
	const struct thresholds *thresholds)
{
	for (size_t i = 0; i < count; i++) {
		size_t edge = axis_find(&self->axis, middles[i]);
		enum level level =
			thresholds != NULL ? level_of(thresholds, middles[i]) : LEVEL_GOOD;

		self->hosts[edge]++;
		if (level > self->levels[edge])
			self->levels[edge] = level;
	}
}

int histogram_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct histogram_style *style)
{
	struct histogram *self = calloc(1, sizeof *self);
	int64_t *values = calloc(count + 1, sizeof *values);
	size_t known;

	if (self == NULL || values == NULL) {
		free(self);
		free(values);
		return -ENOMEM;
	}
	known = list_middles(measurements, count, values);
	if (known > 0) {
		uint64_t finest = axis_finest(measurements, count, values);

		list_middles(measurements, count, values); /* axis_finest() overwrote them */
		axis_make(values, known, choose_pieces(known), finest, &self->axis);
		count_hosts(self, values, known, style->thresholds);
		add_lines(self, style->is_ascii);
		put_lines(file, self, style);
	}
	if (known < count)
		fprintf(file, "%zu %s no offset\n", count - known,
			count - known == 1 ? "host has" : "hosts have");
	free(self);
	free(values);
	return 0;
}
