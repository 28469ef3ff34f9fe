/* SPDX-License-Identifier: ISC */
/*
 * Arguments of options: numbers, seconds, ranges, spans, networks, ports, and the format of
 * daytime. What is accepted is in its limits, and means the same when it is written again.
 */
#include "base/number.h"
#include "client/target.h"
#include "filter/access.h"
#include "filter/hours.h"
#include "format/nagios_range.h"
#include "fuzz/input.h"
#include "protocol/rfc867.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_number(const char *text, int64_t min, int64_t max)
{
	int64_t number;
	char again[24];

	if (!number_parse(text, min, max, &number))
		return;
	if (number < min || number > max || strtoll(text, NULL, 10) != number)
		abort();
	snprintf(again, sizeof again, "%lld", (long long)number);
	if (!number_parse(again, min, max, &min) || min != number)
		abort();
}

static void check_seconds(const char *text)
{
	uint64_t microseconds;
	double number = strtod(text, NULL) * 1e6;

	if (number_parse_seconds(text, &microseconds) &&
		(microseconds == 0 || microseconds > UINT64_C(86400000000) ||
			(double)microseconds > number + 1 || (double)microseconds < number - 2))
		abort();
}

/* An offset that is surely inside the range, or outside, is judged as that. */
static void check_judgement(const struct nagios_range *range, struct interval offset)
{
	enum nagios_alert alert = nagios_range_judge(range, offset);
	bool is_inside = offset.low >= range->low && offset.high <= range->high;
	bool is_outside = offset.high < range->low || offset.low > range->high;

	if ((is_inside || is_outside) &&
		alert != (is_inside == range->is_inside ? NAGIOS_ALERT : NAGIOS_NO_ALERT))
		abort();
}

static void check_range(const char *text, int64_t number)
{
	struct nagios_range range = {.is_set = false};
	struct nagios_range same = {.is_set = false};
	char again[NAGIOS_RANGE_SIZE];

	if (nagios_range_parse(text, &range) != NULL)
		return;
	if (!range.is_set || range.low > range.high)
		abort();
	nagios_range_format(&range, again);
	if (nagios_range_parse(again, &same) != NULL || same.low != range.low ||
		same.high != range.high || same.is_inside != range.is_inside)
		abort();
	check_judgement(&range, (struct interval){number / 2, number / 2 + INTERVAL_SECOND / 8});
	number %= 100 * INTERVAL_SECOND;
	check_judgement(&range, (struct interval){number, number + INTERVAL_SECOND / 8});
}

static void check_span(const char *text)
{
	struct hours hours = {.minutes = {0}};
	unsigned count = 0;

	if (!hours_add(&hours, text))
		return;
	for (int i = 0; i < HOURS_MINUTES; i++)
		count += hours_contain(&hours, i / 60, i % 60);
	if (count == 0)
		abort();
}

/* A network contains its first address, and a shorter prefix contains it too. */
static void check_network(const char *text)
{
	struct network network;

	if (network_parse(text, &network) != NULL)
		return;
	if (network.bits > (network.address.any.sa_family == AF_INET ? 32 : 128) ||
		!network_contains(&network, &network.address))
		abort();
	for (; network.bits > 0; network.bits--)
		if (!network_contains(&network, &network.address))
			abort();
}

static void check_target(const char *text)
{
	struct target target;

	if (target_check_port(text) == NULL &&
		(target_parse("localhost", text, &target) != NULL || target.port == 0))
		abort();
	if (target_parse(text, "7", &target) == NULL && target.path == NULL &&
		(target.port == 0 || target.host[0] == '\0'))
		abort();
}

static void check_format(const char *text, int64_t now)
{
	char reply[RFC867_SIZE];
	size_t size = rfc867_encode(now, text, false, reply);

	if (size == 0)
		return;
	if (size < 3 || size >= sizeof reply || memcmp(reply + size - 2, "\r\n", 2) != 0)
		abort();
	for (size_t i = 0; i < size - 2; i++)
		if (reply[i] < ' ' || reply[i] > '~')
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	int64_t number = input_number(&input);
	char *text = input_text(&input);

	check_number(text, -INT64_C(999999999999999999), INT64_C(999999999999999999));
	check_number(text, 0, number);
	check_seconds(text);
	check_range(text, number);
	check_span(text);
	check_network(text);
	check_target(text);
	/* The years that a clock can show: up to 9999, and before 1970 if it is wrong. */
	check_format(text, number % INT64_C(253402300800));
	free(text);
	return 0;
}
