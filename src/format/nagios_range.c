/* SPDX-License-Identifier: ISC */
/* Ranges of the Monitoring Plugins Development Guidelines: see nagios_range.h. */
#include "format/nagios_range.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The largest number in a range, in seconds: 136 years, as far as the counter of RFC 868 reaches.
 */
static const int64_t seconds_max = UINT32_MAX;

static const char no_range[] = "not a range of seconds such as 10, -1:5, 10:, ~:10 or @10:20";
static const char beyond[] = "a range reaches to 4294967295 seconds at most";

struct nagios_range nagios_range_around(int64_t threshold)
{
	if (threshold < 0)
		return (struct nagios_range){.is_set = false};
	return (struct nagios_range){.is_set = true, .low = -threshold, .high = threshold};
}

/* Parses a number and returns where it ends, or NULL and the mistake. Finer digits than
 * nanoseconds are cut off. */
static const char *parse_number(
	const char *text, int64_t *ret_nanoseconds, const char **ret_mistake)
{
	bool is_negative = *text == '-';
	const char *end = text + (*text == '-' || *text == '+');
	bool has_digits = false;
	int64_t unit = INTERVAL_SECOND;
	int64_t whole = 0;
	int64_t fraction = 0;

	for (; *end >= '0' && *end <= '9' && whole <= seconds_max; end++, has_digits = true)
		whole = whole * 10 + (*end - '0');
	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9'; end++, has_digits = true) {
			unit /= 10;
			fraction += (*end - '0') * unit;
		}
	*ret_mistake = whole > seconds_max ? beyond : has_digits ? NULL : no_range;
	if (*ret_mistake != NULL)
		return NULL;
	whole = whole * INTERVAL_SECOND + fraction;
	*ret_nanoseconds = is_negative ? -whole : whole;
	return end;
}

/* Parses what follows START and the colon. */
static const char *parse_end(const char *text, struct nagios_range *range)
{
	const char *mistake = NULL;

	range->high = INT64_MAX;
	if (*text == '\0')
		return NULL;
	text = parse_number(text, &range->high, &mistake);
	if (text == NULL)
		return mistake;
	return *text == '\0' ? NULL : no_range;
}

const char *nagios_range_parse(const char *text, struct nagios_range *ret_range)
{
	struct nagios_range range = {.is_set = true, .is_inside = *text == '@', .low = INT64_MIN};
	const char *mistake = NULL;

	text += range.is_inside;
	if (*text == '~')
		text++;
	else
		text = parse_number(text, &range.low, &mistake);
	if (text == NULL)
		return mistake;
	if (*text == ':') {
		mistake = parse_end(text + 1, &range);
	} else if (*text == '\0' && range.low >= 0) {
		range.high = range.low;
		range.low = -range.high;
	} else {
		mistake = no_range;
	}
	if (mistake == NULL && range.low > range.high)
		mistake = "the range begins above its end";
	if (mistake == NULL)
		*ret_range = range;
	return mistake;
}

static void format_end(int64_t nanoseconds, char ret_text[DECIMAL_SIZE])
{
	decimal_format(nanoseconds, DECIMAL_DIGITS, false, ret_text);
	decimal_trim(ret_text);
}

void nagios_range_format(const struct nagios_range *self, char ret_text[NAGIOS_RANGE_SIZE])
{
	char low[DECIMAL_SIZE] = "~";
	char high[DECIMAL_SIZE] = "";

	ret_text[0] = '\0';
	if (!self->is_set)
		return;
	if (self->low != INT64_MIN)
		format_end(self->low, low);
	if (self->high != INT64_MAX)
		format_end(self->high, high);
	snprintf(ret_text, NAGIOS_RANGE_SIZE, "%s%s:%s", self->is_inside ? "@" : "", low, high);
}

/* True if a good clock could have this middle, or a bad one. */
static bool is_vague(const struct nagios_range *self, int64_t bound)
{
	bool has_low = self->low != INT64_MIN;
	bool has_high = self->high != INT64_MAX;

	return (has_low && bound > (self->low < 0 ? -self->low : self->low)) ||
	       (has_high && bound > (self->high < 0 ? -self->high : self->high)) ||
	       (has_low && has_high && bound > (self->high - self->low) / 2);
}

enum nagios_alert nagios_range_judge(const struct nagios_range *self, struct interval offset)
{
	if (!self->is_set)
		return NAGIOS_NO_ALERT;
	if (!is_vague(self, interval_bound(offset)))
		offset.low = offset.high = interval_middle(offset);
	if (offset.low >= self->low && offset.high <= self->high)
		return self->is_inside ? NAGIOS_ALERT : NAGIOS_NO_ALERT;
	if (offset.high < self->low || offset.low > self->high)
		return self->is_inside ? NAGIOS_NO_ALERT : NAGIOS_ALERT;
	return NAGIOS_UNDECIDED;
}

bool nagios_range_is_wider(const struct nagios_range *a, const struct nagios_range *b)
{
	return a->is_set && b->is_set && !a->is_inside && !b->is_inside && a->low <= b->low &&
	       a->high >= b->high && (a->low != b->low || a->high != b->high);
}
