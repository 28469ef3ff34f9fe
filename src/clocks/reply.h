/* Evaluates one reply: checks that it is plausible, and adds it to the estimate of the offset. */
#ifndef INETKIT_CLOCKS_REPLY_H
#define INETKIT_CLOCKS_REPLY_H

#include "clocks/estimator.h"
#include "clocks/measurement.h"
#include "clocks/time_query.h"

#include <stdbool.h>
#include <stdint.h>

enum { REPLY_CAUSE_SIZE = 160 };

/*
 * base is now_base() at the first probe. Adds the reply to the estimator, and sets time and
 * difference of the measurement. Returns false and says why in ret_cause if the local clock was set
 * since, if the time is too far off, or if it contradicts earlier replies.
 */
bool reply_take(const struct time_query_result *reply, int64_t base, struct estimator *estimator,
	struct measurement *measurement, char ret_cause[REPLY_CAUSE_SIZE]);

#endif
