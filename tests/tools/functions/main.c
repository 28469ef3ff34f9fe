/* SPDX-License-Identifier: ISC */
/*
 * Calls a function of inetkit with the arguments given, so that a shell test can pass in a clock or
 * damaged input. Prints the result.
 */
#include "base/number.h"
#include "functions/functions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t number(const char *text)
{
	int64_t number;

	if (!number_parse(text, INT64_MIN, INT64_MAX, &number))
		abort();
	return number;
}

static const struct {
	const char *name;
	int arguments; /* at least */
	void (*call)(char *arguments[]);
} functions[] = {
	{"admit", 1, admit},
	{"check-domain", 2, check_domain},
	{"check-name", 1, check_name},
	{"damage-daytime", 0, damage_daytime},
	{"damage-timestamp", 0, damage_timestamp},
	{"decode-daytime", 0, decode_daytime},
	{"decode-time", 2, decode_time},
	{"encode-daytime", 2, encode_daytime},
	{"encode-time", 1, encode_time},
	{"encode-timestamp", 3, encode_timestamp},
	{"format-bytes", 1, format_bytes},
	{"format-figure", 1, format_figure},
	{"guard-loop", 5, guard_loop},
	{"judge-ranges", 0, judge_ranges},
	{"limit-rate", 5, limit_rate},
	{"linger", 4, linger},
	{"list-hours", 1, list_hours},
	{"make-visible", 1, make_visible},
	{"order-addresses", 1, order_addresses},
	{"parse-seconds", 1, parse_seconds},
	{"read-timestamps", 3, read_timestamps},
	{"shorten-text", 2, shorten_text},
	{"show-text", 1, show_text},
	{"sum-rtt", 1, sum_rtt},
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 1 && i < sizeof functions / sizeof *functions; i++)
		if (strcmp(argv[1], functions[i].name) == 0 && argc - 2 >= functions[i].arguments) {
			functions[i].call(argv + 2);
			return 0;
		}
	fputs("usage: functions NAME ARGUMENT...\n", stderr);
	return 2;
}
