/* SPDX-License-Identifier: ISC */
/* The performance data of a monitoring plugin. */
#ifndef INETKIT_FORMAT_NAGIOS_PERFORMANCE_H
#define INETKIT_FORMAT_NAGIOS_PERFORMANCE_H

#include "format/labels.h"
#include "format/nagios_line.h"
#include "format/nagios_verdict.h"

/*
 * Returns the labels of the hosts, worst first. In a label, '?' stands for control characters, for
 * '|', and for '=', at which many parsers end a label. A host without an offset has no label of its
 * own. NULL if there is not enough memory.
 */
struct label *nagios_labels_new(const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t count);

/*
 * Writes the bar and the offsets in the order of the labels, as far as self->max permits; nothing
 * if there are none. Returns how many hosts with an offset are left out.
 */
size_t nagios_performance_put(const struct nagios_thresholds *thresholds,
	const struct label *labels, size_t count, struct nagios_line *ret_line);

#endif
