/* Intervals of nanoseconds as text. */
#ifndef INETKIT_FORMAT_INTERVAL_TEXT_H
#define INETKIT_FORMAT_INTERVAL_TEXT_H

#include "base/decimal.h"
#include "clocks/interval.h"

#include <stdbool.h>

/*
 * An interval that is not empty, of nanoseconds, as seconds: its middle, rounded to the nearest,
 * and the smallest bound with which middle - bound to middle + bound, as printed, still holds all
 * of it. The bound has no sign.
 */
void interval_format(struct interval nanoseconds, unsigned digits, bool plus,
	char ret_middle[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE]);

#endif
