/* What the formats for machines say of a reading: a text for each column. */
#ifndef INETKIT_FORMAT_FIELDS_H
#define INETKIT_FORMAT_FIELDS_H

#include "base/decimal.h"
#include "clocks/measurement.h"

#include <stdbool.h>

enum field {
	FIELD_HOST,
	FIELD_ADDRESS,
	FIELD_PORT,
	FIELD_OFFSET, /* in seconds, as is all up to the RTT */
	FIELD_BOUND,
	FIELD_RTT,
	FIELD_PROBES,
	FIELD_TIME, /* as RFC 3339 has it, in UTC */
	FIELD_ERROR,
	FIELD_DRIFT, /* in parts per million */
	FIELD_DRIFT_BOUND,
	/* Only Prometheus has these. */
	FIELD_UP,          /* "0" or "1" */
	FIELD_DRIFT_RATIO, /* in seconds per second */
	FIELD_DRIFT_BOUND_RATIO,
	FIELD_COUNT,
};

/* The columns of a table: all before this one, without or with drift. */
enum { FIELDS_ONCE = FIELD_DRIFT, FIELDS_WATCH = FIELD_UP };

/* The names of those, fixed, and whether they hold numbers as JSON writes them, or text. */
extern const struct field_kind {
	const char *name;
	bool is_number;
} field_kinds[FIELDS_WATCH];

struct fields {
	/* NULL where nothing is known. They are in the reading, or in what follows. */
	const char *texts[FIELD_COUNT];
	char port[sizeof "65535"];
	char offset[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];
	char rtt[DECIMAL_SIZE];
	char probes[sizeof "4294967295"];
	char time[sizeof "9999-12-31T23:59:59Z"];
	char drift[DECIMAL_SIZE];
	char drift_bound[DECIMAL_SIZE];
	char drift_ratio[DECIMAL_SIZE];
	char drift_bound_ratio[DECIMAL_SIZE];
};

/* Must not be copied afterwards; the reading must outlive it. */
void fields_fill(const struct measurement *measurement, struct fields *ret);

#endif
