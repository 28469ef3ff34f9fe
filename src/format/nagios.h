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
 * Writes one line: the state, the worst hosts first, and the offsets as performance data. Returns
 * the state of all hosts together, the most severe of CRITICAL, WARNING, UNKNOWN, OK in this order.
 * A host is CRITICAL or WARNING if the middle of its offset is further from 0 than the threshold,
 * in nanoseconds (negative: none); if the bound is larger than the threshold, only if the whole
 * interval is. It is UNKNOWN if the interval does not decide, or the offset is unknown. is_partial
 * says that hosts are missing: the state is then UNKNOWN instead of OK. Host names and causes are
 * written as UTF-8 on one line, with '?' for '|'.
 */
enum nagios_state nagios_put(FILE *file, const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial);

/* Returns the same state and writes nothing. */
enum nagios_state nagios_judge(const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial);

#endif
