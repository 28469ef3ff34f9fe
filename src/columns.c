/* What the formats for machines say of a reading: see columns.h. */
#include "columns.h"

#include <stdio.h>
#include <time.h>

enum { PPM_DIGITS = 3 };

const struct column_kind column_kinds[COLUMNS_WATCH] = {
	[COLUMN_HOST] = {"host", false},
	[COLUMN_ADDRESS] = {"address", false},
	[COLUMN_PORT] = {"port", true},
	[COLUMN_OFFSET] = {"offset", true},
	[COLUMN_BOUND] = {"bound", true},
	[COLUMN_RTT] = {"rtt", true},
	[COLUMN_PROBES] = {"probes", true},
	[COLUMN_TIME] = {"time", false},
	[COLUMN_ERROR] = {"error", false},
	[COLUMN_DRIFT] = {"drift", true},
	[COLUMN_DRIFT_BOUND] = {"drift_bound", true},
};

/* RFC 3339 has years of four digits only: other times cannot be told. */
static const char *format_time(int64_t unix_time, char *ret, size_t size)
{
	time_t seconds = (time_t)unix_time;
	struct tm tm;
	size_t length;

	if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return NULL;
	/* strftime(3) has no zeros before a year. */
	length = (size_t)snprintf(ret, size, "%04d", tm.tm_year + 1900);
	strftime(ret + length, size - length, "-%m-%dT%H:%M:%SZ", &tm);
	return ret;
}

/* Billionths, rounded down; what is too much becomes the end of INTERVAL_ALL. */
static int64_t count_billionths(double ratio)
{
	double billionths = ratio * 1e9;
	int64_t count;

	if (billionths <= (double)INTERVAL_ALL.low)
		return INTERVAL_ALL.low;
	if (billionths >= (double)INTERVAL_ALL.high)
		return INTERVAL_ALL.high;
	count = (int64_t)billionths;
	return count - ((double)count > billionths);
}

static void fill_drift(const struct reading *reading, struct columns *ret)
{
	struct interval drift;

	if (!reading->has_drift || !(reading->drift_low <= reading->drift_high))
		return;
	drift.low = count_billionths(reading->drift_low);
	drift.high = -count_billionths(-reading->drift_high);
	/* A billionth is a thousandth of a millionth. */
	decimal_format(interval_middle(drift), PPM_DIGITS, false, ret->drift);
	decimal_format(interval_bound(drift), PPM_DIGITS, false, ret->drift_bound);
	decimal_format(interval_middle(drift), DECIMAL_DIGITS, false, ret->drift_ratio);
	decimal_format(interval_bound(drift), DECIMAL_DIGITS, false, ret->drift_bound_ratio);
	ret->texts[COLUMN_DRIFT] = ret->drift;
	ret->texts[COLUMN_DRIFT_BOUND] = ret->drift_bound;
	ret->texts[COLUMN_DRIFT_RATIO] = ret->drift_ratio;
	ret->texts[COLUMN_DRIFT_BOUND_RATIO] = ret->drift_bound_ratio;
}

void columns_fill(const struct reading *reading, struct columns *ret)
{
	*ret = (struct columns){.texts = {
					[COLUMN_HOST] = reading->host,
					[COLUMN_ADDRESS] = reading->address,
					[COLUMN_PROBES] = ret->probes,
					[COLUMN_ERROR] = reading->cause,
					[COLUMN_UP] = reading->cause == NULL ? "1" : "0",
				}};
	snprintf(ret->probes, sizeof ret->probes, "%u", reading->probes);
	if (reading->port > 0) {
		snprintf(ret->port, sizeof ret->port, "%u", reading->port);
		ret->texts[COLUMN_PORT] = ret->port;
	}
	if (reading->cause == NULL) {
		decimal_format_interval(
			reading->offset, DECIMAL_DIGITS, false, ret->offset, ret->bound);
		ret->texts[COLUMN_OFFSET] = ret->offset;
		ret->texts[COLUMN_BOUND] = ret->bound;
	}
	/* Also where replies contradict each other. */
	if (reading->rtt >= 0) {
		decimal_format_seconds(reading->rtt, DECIMAL_DIGITS, false, ret->rtt);
		ret->texts[COLUMN_RTT] = ret->rtt;
		ret->texts[COLUMN_TIME] = format_time(reading->time, ret->time, sizeof ret->time);
	}
	fill_drift(reading, ret);
}
