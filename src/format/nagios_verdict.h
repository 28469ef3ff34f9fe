/* SPDX-License-Identifier: ISC */
/* The states of hosts for a monitoring plugin, and which host is worse. */
#ifndef INETKIT_FORMAT_NAGIOS_VERDICT_H
#define INETKIT_FORMAT_NAGIOS_VERDICT_H

#include "clocks/measurement.h"
#include "format/nagios_range.h"

#include <stdbool.h>
#include <stddef.h>

/* The exit statuses of a plugin. */
enum nagios_state {
	NAGIOS_OK = 0,
	NAGIOS_WARNING = 1,
	NAGIOS_CRITICAL = 2,
	NAGIOS_UNKNOWN = 3,
};

struct nagios_thresholds {
	struct nagios_range warning;
	struct nagios_range critical;
};

struct nagios_verdict {
	enum nagios_state state; /* of all hosts together */
	size_t bad;              /* number of hosts that are not OK */
};

/*
 * The state of one host: CRITICAL or WARNING if its offset raises that alert, see
 * nagios_range_judge(). UNKNOWN if it decides neither, or is unknown.
 */
enum nagios_state nagios_judge_host(
	const struct nagios_thresholds *thresholds, const struct measurement *measurement);

/* The most severe of CRITICAL, WARNING, UNKNOWN, OK in this order. is_partial: hosts are missing,
 * so that the state is UNKNOWN instead of OK. */
struct nagios_verdict nagios_judge_all(const struct nagios_thresholds *thresholds,
	const struct measurement *measurements, size_t count, bool is_partial);

/* True if the state of a is more severe, or if it is the same and a is further off; hosts that are
 * UNKNOWN are equal. */
bool nagios_is_worse(const struct nagios_thresholds *thresholds, const struct measurement *a,
	const struct measurement *b);

#endif
