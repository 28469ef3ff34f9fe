/* SPDX-License-Identifier: ISC */
/* What one reply says about a clock: see clock_reading.h. */
#include "clocks/clock_reading.h"

#include "clocks/interval.h"

struct clock_reading clock_reading_of_second(int64_t second)
{
	return (struct clock_reading){
		.time = second, .latest = INTERVAL_SECOND - 1, .stratum = -1, .root_distance = -1};
}
