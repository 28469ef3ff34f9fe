/* Readings as the output of a monitoring plugin, for Nagios, Icinga and the like:
 * https://www.monitoring-plugins.org/doc/guidelines.html */
#ifndef INETKIT_FORMAT_NAGIOS_H
#define INETKIT_FORMAT_NAGIOS_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* States, which are the exit statuses of a plugin. */
enum nagios_state {
	NAGIOS_OK = 0,
	NAGIOS_WARNING = 1,
	NAGIOS_CRITICAL = 2,
	NAGIOS_UNKNOWN = 3,
};

/*
 * One line, with the worst hosts first, and the offsets as performance data; the state of the
 * whole, for which CRITICAL goes before WARNING, and that before UNKNOWN. A host is CRITICAL or
 * WARNING if the middle of its offset is further from 0 than this many nanoseconds, with a negative
 * number never; where the bound is above the threshold, only if the whole interval is. It is
 * UNKNOWN if that leaves it open, or its offset is. Where these are not all hosts that were to be
 * asked, the whole is UNKNOWN rather than OK. What comes from a host's name or a cause is UTF-8 on
 * one line, with '|' made '?'.
 */
enum nagios_state nagios_put(FILE *file, const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial);

/* That state alone. */
enum nagios_state nagios_judge(const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial);

#endif
