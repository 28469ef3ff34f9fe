/* SPDX-License-Identifier: ISC */
/* The largest difference between the clocks of many hosts: see spread.h. */
#include "clocks/spread.h"

bool spread_measure(const struct measurement *measurements, size_t count, struct spread *ret_spread)
{
	size_t known = 0;
	size_t second = 0;
	size_t fast = 0;
	size_t slow = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t middle;

		if (measurements[i].cause != NULL)
			continue;
		middle = interval_middle(measurements[i].offset);
		if (known == 0 || middle > interval_middle(measurements[fast].offset))
			fast = i;
		if (known == 0 || middle < interval_middle(measurements[slow].offset))
			slow = i;
		if (++known == 2)
			second = i;
	}
	if (known < 2)
		return false;
	if (fast == slow)
		slow = second; /* all middles are equal */
	/* No overflow: offsets are within INTERVAL_ALL, half the range of int64_t. */
	*ret_spread = (struct spread){.fast = fast,
		.slow = slow,
		.difference = {
			.low = measurements[fast].offset.low - measurements[slow].offset.high,
			.high = measurements[fast].offset.high - measurements[slow].offset.low}};
	return true;
}
