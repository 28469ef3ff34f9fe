/* SPDX-License-Identifier: ISC */
/* Offsets in the SVG picture: all have the same unit. */
#ifndef INETKIT_FORMAT_SVG_NUMBER_H
#define INETKIT_FORMAT_SVG_NUMBER_H

#include "base/decimal.h"
#include "clocks/measurement.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* How offsets and their bounds appear. */
struct svg_number {
	const struct unit *unit;
	unsigned decimals;
};

/* Chooses the unit of the usual magnitude, in nanoseconds, or a larger one if numbers would get too
 * long in it. */
void svg_number_choose(struct svg_number *self, const struct measurement *measurements,
	size_t count, uint64_t usual);

/*
 * Formats an interval as an offset with a sign, and its bound; rounded outwards, so that both cover
 * it. If they are wider than SVG_NUMBER_COLUMNS, they have fewer decimals.
 */
void svg_number_format(const struct svg_number *self, struct interval interval,
	char ret_offset[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE]);

/* Writes an offset in nanoseconds, rounded, with the unit: "+1.250 ms". */
void svg_number_put(const struct svg_number *self, FILE *file, int64_t offset);

/* Writes an interval with the unit: "+1.250 ± 0.300 ms". */
void svg_number_put_interval(const struct svg_number *self, FILE *file, struct interval interval);

/* Writes a range whose ends are round numbers, exactly: "0 to +0.5 ms". */
void svg_number_put_range(const struct svg_number *self, FILE *file, int64_t low, int64_t high);

#endif
