/* What the formats for machines say of a reading: a text for each column. */
#ifndef INETKIT_COLUMNS_H
#define INETKIT_COLUMNS_H

#include "decimal.h"
#include "reading.h"

#include <stdbool.h>

enum column {
	COLUMN_HOST,
	COLUMN_ADDRESS,
	COLUMN_PORT,
	COLUMN_OFFSET, /* in seconds, as is all up to the RTT */
	COLUMN_BOUND,
	COLUMN_RTT,
	COLUMN_PROBES,
	COLUMN_TIME, /* as RFC 3339 has it, in UTC */
	COLUMN_ERROR,
	COLUMN_DRIFT, /* in parts per million */
	COLUMN_DRIFT_BOUND,
	/* Only Prometheus has these. */
	COLUMN_UP,          /* "0" or "1" */
	COLUMN_DRIFT_RATIO, /* in seconds per second */
	COLUMN_DRIFT_BOUND_RATIO,
	COLUMN_COUNT,
};

/* The columns of a table: all before this one, without or with drift. */
enum { COLUMNS_ONCE = COLUMN_DRIFT, COLUMNS_WATCH = COLUMN_UP };

/* The names of those, fixed, and whether they hold numbers as JSON writes them, or text. */
extern const struct column_kind {
	const char *name;
	bool is_number;
} column_kinds[COLUMNS_WATCH];

struct columns {
	/* NULL where nothing is known. They are in the reading, or in what follows. */
	const char *texts[COLUMN_COUNT];
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
void columns_fill(const struct reading *reading, struct columns *ret);

#endif
