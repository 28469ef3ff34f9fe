/* SPDX-License-Identifier: ISC */
/* Intervals of nanoseconds as text. */
#ifndef INETKIT_FORMAT_INTERVAL_TEXT_H
#define INETKIT_FORMAT_INTERVAL_TEXT_H

#include "base/decimal.h"
#include "clocks/interval.h"

#include <stdbool.h>

/*
 * Formats an interval of nanoseconds, not empty, as seconds: its middle, rounded to the nearest,
 * and the smallest bound for which middle - bound to middle + bound, as printed, contains the whole
 * interval. The bound has no sign.
 */
void interval_format(struct interval nanoseconds, unsigned digits, bool plus,
	char ret_middle[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE]);

#endif
