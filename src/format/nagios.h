/* SPDX-License-Identifier: ISC */
/* Measurements as the output of a monitoring plugin, for Nagios, Icinga and others:
 * https://www.monitoring-plugins.org/doc/guidelines.html */
#ifndef INETKIT_FORMAT_NAGIOS_H
#define INETKIT_FORMAT_NAGIOS_H

#include "clocks/measurement.h"
#include "format/nagios_verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * The state of all hosts together, the most severe of CRITICAL, WARNING, UNKNOWN, OK in this order.
 * A host is CRITICAL or WARNING if the middle of its offset is further from 0 than the threshold,
 * in nanoseconds (negative: none); if the bound is larger than the threshold, only if the whole
 * interval is. It is UNKNOWN if the interval does not decide, or the offset is unknown. is_partial
 * says that hosts are missing: the state is then UNKNOWN instead of OK.
 */
enum nagios_state nagios_judge(const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial);

/*
 * Writes one line of at most NAGIOS_LINE_MAX bytes: the state, the worst hosts first, and the
 * offsets as performance data, also the worst first and each label once. It says how many hosts
 * have no room in the performance data. Host names and causes are written as shown_copy() shows
 * them, with '?' for '|'. Returns 0, or -ENOMEM and has written nothing.
 */
int nagios_put(FILE *file, const struct measurement *measurements, size_t count, int64_t warning,
	int64_t critical, bool is_partial);

/* Writes a line with the state UNKNOWN and the cause. */
void nagios_put_unknown(FILE *file, const char *cause);

#endif
