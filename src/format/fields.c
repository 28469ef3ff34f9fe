/* SPDX-License-Identifier: ISC */
/* The fields of a measurement as text: see fields.h. */
#include "format/fields.h"
#include "format/interval_text.h"

#include <stdio.h>
#include <time.h>

enum { PPM_DIGITS = 3 };

const struct field_kind field_kinds[FIELDS_WATCH] = {
	[FIELD_HOST] = {"host", false},
	[FIELD_ADDRESS] = {"address", false},
	[FIELD_PORT] = {"port", true},
	[FIELD_OFFSET] = {"offset", true},
	[FIELD_BOUND] = {"bound", true},
	[FIELD_RTT] = {"rtt", true},
	[FIELD_PROBES] = {"probes", true},
	[FIELD_TIME] = {"time", false},
	[FIELD_ERROR] = {"error", false},
	[FIELD_PROTOCOL] = {"protocol", false},
	[FIELD_MEASURED] = {"measured", false},
	[FIELD_STRATUM] = {"stratum", true},
	[FIELD_ROOT_DISTANCE] = {"root_distance", true},
	[FIELD_DRIFT] = {"drift", true},
	[FIELD_DRIFT_BOUND] = {"drift_bound", true},
};

/* Returns NULL if RFC 3339 cannot express the time: its years have four digits. */
static const char *format_time(int64_t unix_time, char *ret_text, size_t size)
{
	time_t seconds = (time_t)unix_time;
	struct tm tm;
	size_t length;

	if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return NULL;
	/* strftime(3) does not pad a year with zeros. */
	length = (size_t)snprintf(ret_text, size, "%04d", tm.tm_year + 1900);
	strftime(ret_text + length, size - length, "-%m-%dT%H:%M:%SZ", &tm);
	return ret_text;
}

/* Converts a ratio to billionths, rounded down and limited to INTERVAL_ALL. */
static int64_t to_billionths(double ratio)
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

static void fill_drift(const struct measurement *measurement, struct fields *ret_fields)
{
	struct interval drift;

	if (!measurement->has_drift || !(measurement->drift_low <= measurement->drift_high))
		return;
	drift.low = to_billionths(measurement->drift_low);
	drift.high = -to_billionths(-measurement->drift_high);
	/* Three decimals of parts per million are billionths. */
	decimal_format(interval_middle(drift), PPM_DIGITS, false, ret_fields->drift);
	decimal_format(interval_bound(drift), PPM_DIGITS, false, ret_fields->drift_bound);
	decimal_format(interval_middle(drift), DECIMAL_DIGITS, false, ret_fields->drift_ratio);
	decimal_format(interval_bound(drift), DECIMAL_DIGITS, false, ret_fields->drift_bound_ratio);
	ret_fields->texts[FIELD_DRIFT] = ret_fields->drift;
	ret_fields->texts[FIELD_DRIFT_BOUND] = ret_fields->drift_bound;
	ret_fields->texts[FIELD_DRIFT_RATIO] = ret_fields->drift_ratio;
	ret_fields->texts[FIELD_DRIFT_BOUND_RATIO] = ret_fields->drift_bound_ratio;
}

void fields_fill(const struct measurement *measurement, struct fields *ret_fields)
{
	*ret_fields = (struct fields){
		.texts = {
			[FIELD_HOST] = measurement->host,
			[FIELD_ADDRESS] = measurement->address,
			[FIELD_PROBES] = ret_fields->probes,
			[FIELD_ERROR] = measurement->cause,
			[FIELD_PROTOCOL] = protocol_kinds[measurement->protocol].name,
			[FIELD_UP] = measurement->cause == NULL ? "1" : "0",
		}};
	snprintf(ret_fields->probes, sizeof ret_fields->probes, "%u", measurement->probes);
	if (measurement->port > 0) {
		snprintf(ret_fields->port, sizeof ret_fields->port, "%u", measurement->port);
		ret_fields->texts[FIELD_PORT] = ret_fields->port;
	}
	if (measurement->cause == NULL) {
		interval_format(measurement->offset, DECIMAL_DIGITS, false, ret_fields->offset,
			ret_fields->bound);
		ret_fields->texts[FIELD_OFFSET] = ret_fields->offset;
		ret_fields->texts[FIELD_BOUND] = ret_fields->bound;
	}
	/* Known even if the replies contradict each other. */
	if (measurement->rtt >= 0) {
		decimal_format_seconds(measurement->rtt, DECIMAL_DIGITS, false, ret_fields->rtt);
		ret_fields->texts[FIELD_RTT] = ret_fields->rtt;
		ret_fields->texts[FIELD_TIME] =
			format_time(measurement->time, ret_fields->time, sizeof ret_fields->time);
	}
	if (measurement->measured > 0)
		ret_fields->texts[FIELD_MEASURED] =
			format_time(measurement->measured / INTERVAL_SECOND, ret_fields->measured,
				sizeof ret_fields->measured);
	if (measurement->stratum >= 0) {
		snprintf(ret_fields->stratum, sizeof ret_fields->stratum, "%d",
			measurement->stratum);
		ret_fields->texts[FIELD_STRATUM] = ret_fields->stratum;
	}
	if (measurement->root_distance >= 0) {
		decimal_format_seconds(measurement->root_distance, DECIMAL_DIGITS, false,
			ret_fields->root_distance);
		ret_fields->texts[FIELD_ROOT_DISTANCE] = ret_fields->root_distance;
	}
	fill_drift(measurement, ret_fields);
}
