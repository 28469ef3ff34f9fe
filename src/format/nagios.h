/* SPDX-License-Identifier: ISC */
/* Measurements as the output of a monitoring plugin, for Nagios, Icinga and others:
 * https://www.monitoring-plugins.org/doc/guidelines.html */
#ifndef INETKIT_FORMAT_NAGIOS_H
#define INETKIT_FORMAT_NAGIOS_H

#include "clocks/measurement.h"
#include "format/nagios_verdict.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * Writes one line of at most NAGIOS_LINE_MAX bytes: the state of nagios_judge_all(), the worst
 * hosts first, the remedy unless it is NULL, and the offsets as performance data, also the worst
 * first and each label once. It says how many hosts have no room in the performance data. Host
 * names and causes are written as shown_copy() shows them, with '?' for '|'. Returns 0, or -ENOMEM
 * and has written nothing.
 */
int nagios_put(FILE *file, const struct measurement *measurements, size_t count,
	const struct nagios_thresholds *thresholds, bool is_partial, const char *remedy);

/* Writes a line for each host, in the order given: its state and its offset. */
void nagios_put_each(FILE *file, const struct measurement *measurements, size_t count,
	const struct nagios_thresholds *thresholds);

/* Writes a line with the state UNKNOWN and the cause. */
void nagios_put_unknown(FILE *file, const char *cause);

#endif
