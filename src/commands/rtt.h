/* SPDX-License-Identifier: ISC */
/* Statistics of round trips, as ping(8) of iputils has them, in whole microseconds. */
#ifndef INETKIT_COMMANDS_RTT_H
#define INETKIT_COMMANDS_RTT_H

#include <stdint.h>

/* Starts as all zeros. */
struct rtt {
	uint64_t count;
	int64_t min;
	int64_t max;
	double sum; /* exact up to 2^53, like squares */
	double squares;
};

/* Adds a round trip of 0 to 86400 seconds. */
void rtt_add(struct rtt *self, int64_t microseconds);

/* The average and the standard deviation ("mdev"), truncated. At least one round trip must be
 * added. */
int64_t rtt_average(const struct rtt *self);
int64_t rtt_deviation(const struct rtt *self);

#endif
