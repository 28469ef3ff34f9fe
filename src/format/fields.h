/* SPDX-License-Identifier: ISC */
/* The fields of a measurement as text, for the formats that programs read. */
#ifndef INETKIT_FORMAT_FIELDS_H
#define INETKIT_FORMAT_FIELDS_H

#include "base/decimal.h"
#include "clocks/measurement.h"

#include <stdbool.h>

enum field {
	FIELD_HOST,
	FIELD_ADDRESS,
	FIELD_PORT,
	FIELD_OFFSET, /* in seconds, like the bound and the RTT */
	FIELD_BOUND,
	FIELD_RTT,
	FIELD_PROBES,
	FIELD_TIME, /* RFC 3339, in UTC */
	FIELD_ERROR,
	FIELD_PROTOCOL,
	FIELD_MEASURED, /* local time of the last reply: RFC 3339, in UTC */
	FIELD_STRATUM,
	FIELD_ROOT_DISTANCE, /* in seconds */
	FIELD_DRIFT,         /* in parts per million */
	FIELD_DRIFT_BOUND,
	/* Only for Prometheus: */
	FIELD_UP,          /* "0" or "1" */
	FIELD_DRIFT_RATIO, /* in seconds per second */
	FIELD_DRIFT_BOUND_RATIO,
	FIELD_COUNT,
};

/* The number of fields in CSV and JSON: without the drift, and with it (--watch). */
enum { FIELDS_ONCE = FIELD_DRIFT, FIELDS_WATCH = FIELD_UP };

/* The names are part of the interface. A number has the syntax of JSON; the others are text. */
extern const struct field_kind {
	const char *name;
	bool is_number;
} field_kinds[FIELDS_WATCH];

struct fields {
	/* NULL if unknown. Points into the measurement, or to the buffers below. */
	const char *texts[FIELD_COUNT];
	char port[sizeof "65535"];
	char offset[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];
	char rtt[DECIMAL_SIZE];
	char probes[sizeof "4294967295"];
	char time[sizeof "9999-12-31T23:59:59Z"];
	char measured[sizeof "9999-12-31T23:59:59Z"];
	char stratum[sizeof "-2147483648"];
	char root_distance[DECIMAL_SIZE];
	char drift[DECIMAL_SIZE];
	char drift_bound[DECIMAL_SIZE];
	char drift_ratio[DECIMAL_SIZE];
	char drift_bound_ratio[DECIMAL_SIZE];
};

/* The measurement must outlive the fields. Do not copy them: they point into themselves. */
void fields_fill(const struct measurement *measurement, struct fields *ret_fields);

#endif
