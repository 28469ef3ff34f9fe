/* SPDX-License-Identifier: ISC */
/* Integer division that rounds in a chosen direction: see round.h. */
#include "base/round.h"

int64_t round_down(int64_t nanoseconds, int64_t unit)
{
	return nanoseconds / unit - (nanoseconds % unit < 0);
}

int64_t round_up(int64_t nanoseconds, int64_t unit)
{
	return nanoseconds / unit + (nanoseconds % unit > 0);
}

int64_t round_nearest(int64_t nanoseconds, int64_t unit)
{
	int64_t rest = nanoseconds % unit;
	int64_t half = unit - unit / 2;

	return nanoseconds / unit + (rest >= half) - (rest <= -half);
}
