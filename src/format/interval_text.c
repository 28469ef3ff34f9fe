/* SPDX-License-Identifier: ISC */
/* Intervals of nanoseconds as text: see interval_text.h. */
#include "format/interval_text.h"

#include "base/round.h"

void interval_format(struct interval nanoseconds, unsigned digits, bool plus,
	char ret_middle[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE])
{
	int64_t unit = decimal_step(digits);
	int64_t middle = round_nearest(interval_middle(nanoseconds), unit);
	/* The rounded middle lies between the rounded ends: no difference is negative. */
	uint64_t below = (uint64_t)middle - (uint64_t)round_down(nanoseconds.low, unit);
	uint64_t above = (uint64_t)round_up(nanoseconds.high, unit) - (uint64_t)middle;

	decimal_format(middle, digits, plus, ret_middle);
	decimal_format_unsigned(below > above ? below : above, digits, ret_bound);
}
