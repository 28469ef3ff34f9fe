/* SPDX-License-Identifier: ISC */
/* The states of hosts for a monitoring plugin, and which host is worse. */
#ifndef INETKIT_FORMAT_NAGIOS_VERDICT_H
#define INETKIT_FORMAT_NAGIOS_VERDICT_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The exit statuses of a plugin. */
enum nagios_state {
	NAGIOS_OK = 0,
	NAGIOS_WARNING = 1,
	NAGIOS_CRITICAL = 2,
	NAGIOS_UNKNOWN = 3,
};

/* In nanoseconds; negative: none. */
struct nagios_thresholds {
	int64_t warning;
	int64_t critical;
};

struct nagios_verdict {
	enum nagios_state state; /* of all hosts together */
	size_t bad;              /* number of hosts that are not OK */
};

/* The state of one host: see nagios_put(). */
enum nagios_state nagios_judge_host(
	const struct nagios_thresholds *thresholds, const struct measurement *measurement);

/* is_partial: hosts are missing, so that the state cannot be OK. */
struct nagios_verdict nagios_judge_all(const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t count, bool is_partial);

/* True if the state of a is more severe, or if it is the same and a is further off; hosts that are
 * UNKNOWN are equal. */
bool nagios_is_worse(const struct nagios_thresholds *thresholds, const struct measurement *a,
	const struct measurement *b);

#endif
