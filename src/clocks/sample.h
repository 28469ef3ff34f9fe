/* SPDX-License-Identifier: ISC */
/* Turns the reply to one probe into a sample of the offset, and adds it to the estimate. */
#ifndef INETKIT_CLOCKS_SAMPLE_H
#define INETKIT_CLOCKS_SAMPLE_H

#include "clocks/estimator.h"
#include "clocks/measurement.h"
#include "clocks/time_query.h"

#include <stdbool.h>
#include <stdint.h>

enum { SAMPLE_CAUSE_SIZE = 160 };

/*
 * base is now_base() at the first probe. Sets what the measurement holds of the last reply: time,
 * difference, measured, stratum and root_distance; and remark, which stays if a later reply has
 * none. Returns false and says why in ret_cause if the local clock was set since, if the times are
 * too far apart, or if the sample contradicts itself or earlier ones.
 */
bool sample_add(const struct time_query_result *reply, int64_t base, struct estimator *estimator,
	struct measurement *measurement, char ret_cause[SAMPLE_CAUSE_SIZE]);

#endif
