/* How far the clocks of many hosts are apart: see spread.h. */
#include "spread.h"

bool spread_measure(const struct reading *readings, size_t count, struct spread *ret)
{
	size_t known = 0;
	size_t second = 0;
	size_t fast = 0;
	size_t slow = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t middle;

		if (readings[i].cause != NULL)
			continue;
		middle = interval_middle(readings[i].offset);
		if (known == 0 || middle > interval_middle(readings[fast].offset))
			fast = i;
		if (known == 0 || middle < interval_middle(readings[slow].offset))
			slow = i;
		if (++known == 2)
			second = i;
	}
	if (known < 2)
		return false;
	if (fast == slow)
		slow = second; /* all are equal */
	/* Offsets are within INTERVAL_ALL, half of what fits to either side. */
	*ret = (struct spread){.fast = fast,
		.slow = slow,
		.difference = {.low = readings[fast].offset.low - readings[slow].offset.high,
			.high = readings[fast].offset.high - readings[slow].offset.low}};
	return true;
}
