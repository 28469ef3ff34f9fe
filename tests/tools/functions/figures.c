/* SPDX-License-Identifier: ISC */
/* Numbers, and ranges of them. */
#include "base/number.h"
#include "commands/figure.h"
#include "commands/rtt.h"
#include "format/nagios_range.h"
#include "functions/functions.h"

#include <stdio.h>
#include <stdlib.h>

void parse_seconds(char *arguments[])
{
	uint64_t microseconds;

	if (number_parse_seconds(arguments[0], &microseconds))
		printf("%llu\n", (unsigned long long)microseconds);
	else
		puts("not valid");
}

void format_figure(char *arguments[])
{
	char text[FIGURE_SIZE];

	figure_format(strtod(arguments[0], NULL), text);
	puts(text);
}

void format_bytes(char *arguments[])
{
	char text[FIGURE_SIZE];

	figure_format_bytes(strtoull(arguments[0], NULL, 10), text);
	puts(text);
}

void sum_rtt(char *arguments[])
{
	struct rtt rtt = {0};

	for (; *arguments != NULL; arguments++)
		rtt_add(&rtt, number(*arguments));
	printf("%lld %lld %lld %lld\n", (long long)rtt.min, (long long)rtt_average(&rtt),
		(long long)rtt.max, (long long)rtt_deviation(&rtt));
}

void judge_ranges(__attribute__((unused)) char *arguments[])
{
	static const char *const alerts[] = {[NAGIOS_NO_ALERT] = "good",
		[NAGIOS_ALERT] = "alert",
		[NAGIOS_UNDECIDED] = "undecided"};
	char text[64];
	long long low;
	long long high;

	while (scanf("%63s %lld %lld", text, &low, &high) == 3) {
		struct interval offset = {.low = low, .high = high};
		struct nagios_range range;
		const char *mistake = nagios_range_parse(text, &range);
		char shown[NAGIOS_RANGE_SIZE] = "";

		if (mistake == NULL)
			nagios_range_format(&range, shown);
		printf("%s %s\n", mistake == NULL ? shown : text,
			mistake == NULL ? alerts[nagios_range_judge(&range, offset)] : mistake);
	}
}
