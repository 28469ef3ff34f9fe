/* Round trips, summed up as ping(8) of iputils does. Times are in whole microseconds. */
#ifndef INETKIT_COMMANDS_RTT_H
#define INETKIT_COMMANDS_RTT_H

#include <stdint.h>

/* All zero at first. */
struct rtt {
	uint64_t count;
	int64_t min;
	int64_t max;
	double sum; /* exact up to 2^53, as is the next */
	double squares;
};

/* From 0 to a day. */
void rtt_add(struct rtt *self, int64_t microseconds);

/* The average, and the standard deviation ("mdev") of all of them: cut off, not rounded. There must
 * be one at least. */
int64_t rtt_average(const struct rtt *self);
int64_t rtt_deviation(const struct rtt *self);

#endif
