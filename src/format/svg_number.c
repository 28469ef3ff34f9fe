/* SPDX-License-Identifier: ISC */
/* Offsets in the SVG picture: see svg_number.h. */
#include "format/svg_number.h"

#include "format/axis.h"
#include "format/interval_text.h"
#include "format/svg_layout.h"

#include <stdbool.h>
#include <string.h>

/* Bounds below this need six decimals of a second; three would hide them. */
#define FINE_BOUND (INTERVAL_SECOND / 100)

/* In a unit below a second, numbers from this on are too long to read. */
static const uint64_t LONG_NUMBER = 10000000;

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* The most and the least of all offsets and bounds. */
struct extent {
	uint64_t largest;
	uint64_t least_bound; /* except 0 */
};

static struct extent measure(const struct measurement *measurements, size_t count)
{
	struct extent extent = {.least_bound = UINT64_MAX};

	for (size_t i = 0; i < count; i++) {
		struct interval drawn;
		uint64_t bound;

		if (measurements[i].cause != NULL)
			continue;
		drawn = axis_limit(measurements[i].offset);
		bound = (uint64_t)interval_bound(drawn);
		extent.largest = larger(extent.largest, unit_magnitude(interval_middle(drawn)));
		extent.largest = larger(extent.largest, bound);
		if (bound > 0 && bound < extent.least_bound)
			extent.least_bound = bound;
	}
	return extent;
}

/* The unit of the axis as long as the numbers are short in it. */
static const struct unit *choose_unit(uint64_t usual, uint64_t largest)
{
	const struct unit *unit = unit_for(usual);

	while (unit->size < INTERVAL_SECOND && largest / (uint64_t)unit->size >= LONG_NUMBER)
		unit = unit_for((uint64_t)unit->size * 1000);
	return unit;
}

void svg_number_choose(struct svg_number *self, const struct measurement *measurements,
	size_t count, uint64_t usual)
{
	struct extent extent = measure(measurements, count);

	self->unit = choose_unit(usual, extent.largest);
	self->decimals =
		self->unit->size == INTERVAL_SECOND && extent.least_bound < FINE_BOUND ? 6 : 3;
}

void svg_number_format(const struct svg_number *self, struct interval interval,
	char ret_offset[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE])
{
	bool has_sign = interval_middle(interval) != 0;
	unsigned decimals = self->decimals;
	/*
	 * interval_format() prints seconds: scale the interval so that one unit counts as a second.
	 * This cannot overflow: in a unit below a second, numbers are smaller than LONG_NUMBER.
	 */
	int64_t factor = INTERVAL_SECOND / self->unit->size;

	interval.low *= factor;
	interval.high *= factor;
	do
		interval_format(interval, decimals, has_sign, ret_offset, ret_bound);
	while (strlen(ret_offset) + strlen(" ± ") - 1 + strlen(ret_bound) > SVG_NUMBER_COLUMNS &&
		decimals-- > 0);
}

void svg_number_put(const struct svg_number *self, FILE *file, int64_t offset)
{
	char text[UNIT_TEXT_SIZE];

	unit_format(self->unit, offset, self->decimals, text);
	fprintf(file, "%s %s", text, self->unit->name);
}

void svg_number_put_interval(const struct svg_number *self, FILE *file, struct interval interval)
{
	char offset[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];

	svg_number_format(self, interval, offset, bound);
	fprintf(file, "%s ± %s %s", offset, bound, self->unit->name);
}

void svg_number_put_range(const struct svg_number *self, FILE *file, int64_t low, int64_t high)
{
	unsigned low_decimals = unit_decimals(self->unit, low);
	unsigned high_decimals = unit_decimals(self->unit, high);
	unsigned decimals = low_decimals > high_decimals ? low_decimals : high_decimals;
	char low_text[UNIT_TEXT_SIZE];
	char high_text[UNIT_TEXT_SIZE];

	unit_format(self->unit, low, decimals, low_text);
	unit_format(self->unit, high, decimals, high_text);
	fprintf(file, "%s to %s %s", low_text, high_text, self->unit->name);
}
