/* SPDX-License-Identifier: ISC */
/*
 * readings: prints measurements in one of the client's formats. It reads them from standard input,
 * as input.h describes.
 */
#include "base/decimal.h"
#include "base/utf8.h"
#include "clocks/spread.h"
#include "format/csv.h"
#include "format/histogram.h"
#include "format/interval_text.h"
#include "format/json.h"
#include "format/nagios.h"
#include "format/prometheus.h"
#include "format/svg.h"
#include "readings/cover.h"
#include "readings/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { USAGE = 100 }; /* differs from the statuses of a Nagios plugin */

static int64_t number(const char *text)
{
	return strtoll(text, NULL, 10);
}

static int put_json(
	const struct measurements *measurements, __attribute__((unused)) char *arguments[])
{
	int error = 0;

	for (size_t i = 0; i < measurements->count && error == 0; i++)
		error = json_put(stdout, &measurements->list[i]);
	return error != 0;
}

/* [watch] */
static int put_csv(const struct measurements *measurements, char *arguments[])
{
	bool is_watch = arguments[0] != NULL;

	csv_begin(stdout, is_watch);
	for (size_t i = 0; i < measurements->count; i++)
		csv_put(stdout, &measurements->list[i], is_watch);
	return 0;
}

/* [spread] */
static int put_prometheus(const struct measurements *measurements, char *arguments[])
{
	struct spread spread;
	bool has_spread = arguments[0] != NULL &&
			  spread_measure(measurements->list, measurements->count, &spread);

	return prometheus_put(stdout, measurements->list, measurements->count,
		       has_spread ? &spread : NULL) != 0;
}

/* WARNING CRITICAL, in nanoseconds. Returns the status of a Nagios plugin. */
static int put_plugin(const struct measurements *measurements, char *arguments[])
{
	struct nagios_thresholds thresholds = {.warning = nagios_range_around(number(arguments[0])),
		.critical = nagios_range_around(number(arguments[1]))};

	if (nagios_put(stdout, measurements->list, measurements->count, &thresholds, false, NULL) <
		0)
		abort();
	return (int)nagios_judge_all(&thresholds, measurements->list, measurements->count, false)
		.state;
}

/* COLUMNS [ascii] */
static int put_histogram(const struct measurements *measurements, char *arguments[])
{
	struct histogram_style style = {
		.columns = (unsigned)number(arguments[0]), .is_ascii = arguments[1] != NULL};

	return histogram_put(stdout, measurements->list, measurements->count, &style) < 0;
}

/* WARNING CRITICAL, in nanoseconds; [BEGUN ENDED HOST], with Unix times. */
static int put_svg(const struct measurements *measurements, char *arguments[])
{
	struct thresholds thresholds = {
		.warning = number(arguments[0]), .critical = number(arguments[1])};
	struct svg_origin origin = {.host = NULL};

	if (arguments[2] != NULL) {
		origin.begun = number(arguments[2]);
		origin.ended = number(arguments[3]);
		origin.host = arguments[4];
	}
	tzset();
	return svg_put(stdout, measurements->list, measurements->count, &thresholds, &origin) < 0;
}

/* Prints FAST SLOW LOW HIGH, or "none". */
static int put_spread(
	const struct measurements *measurements, __attribute__((unused)) char *arguments[])
{
	struct spread spread;

	if (spread_measure(measurements->list, measurements->count, &spread))
		printf("%s %s %lld %lld\n", measurements->list[spread.fast].host,
			measurements->list[spread.slow].host, (long long)spread.difference.low,
			(long long)spread.difference.high);
	else
		puts("none");
	return 0;
}

/* DIGITS [plus]. Prints the middle, the bound and the RTT of each. */
static int put_decimal(const struct measurements *measurements, char *arguments[])
{
	unsigned digits = (unsigned)number(arguments[0]);
	bool plus = arguments[1] != NULL;

	for (size_t i = 0; i < measurements->count; i++) {
		char middle[DECIMAL_SIZE];
		char bound[DECIMAL_SIZE];
		char rtt[DECIMAL_SIZE];

		interval_format(measurements->list[i].offset, digits, plus, middle, bound);
		decimal_format_seconds(measurements->list[i].rtt, digits, plus, rtt);
		printf("%s %s %s\n", middle, bound, rtt);
	}
	return 0;
}

/* Prints the names of the hosts as valid UTF-8. */
static int put_utf8(
	const struct measurements *measurements, __attribute__((unused)) char *arguments[])
{
	for (size_t i = 0; i < measurements->count; i++) {
		char *repaired = utf8_repair(measurements->list[i].host);

		if (repaired == NULL)
			abort();
		puts(repaired);
		free(repaired);
	}
	return 0;
}

/* COUNT */
static int check_cover(
	__attribute__((unused)) const struct measurements *measurements, char *arguments[])
{
	return cover_check(number(arguments[0]));
}

static const struct {
	const char *name;
	int arguments; /* at least */
	int (*call)(const struct measurements *measurements, char *arguments[]);
} formats[] = {
	{"cover", 1, check_cover},
	{"csv", 0, put_csv},
	{"decimal", 1, put_decimal},
	{"histogram", 1, put_histogram},
	{"json", 0, put_json},
	{"plugin", 2, put_plugin},
	{"prometheus", 0, put_prometheus},
	{"spread", 0, put_spread},
	{"svg", 2, put_svg},
	{"utf8", 0, put_utf8},
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 1 && i < sizeof formats / sizeof *formats; i++)
		if (strcmp(argv[1], formats[i].name) == 0 && argc - 2 >= formats[i].arguments) {
			struct measurements measurements;
			int status;

			measurements_read(&measurements);
			status = formats[i].call(&measurements, argv + 2);
			measurements_free(&measurements);
			return status;
		}
	fputs("usage: readings FORMAT ARGUMENT...\n", stderr);
	return USAGE;
}
