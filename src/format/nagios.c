/* Readings as the output of a monitoring plugin: see nagios.h. */
#include "format/nagios.h"

#include "base/decimal.h"
#include "base/plain.h"
#include "base/utf8.h"
#include "format/interval_text.h"

#include <string.h>

/* Hosts that are named, and octets of a name and of a cause. */
enum { NAMED_MAX = 5, NAME_MAX_SIZE = 100, CAUSE_MAX_SIZE = 200 };

/* Offsets that are known this well, in nanoseconds, are told in microseconds, others in
 * milliseconds. */
enum { FINE_BOUND = 10 * 1000 * 1000, FINE_DIGITS = 6, COARSE_DIGITS = 3 };

static const char *const state_names[] = {
	[NAGIOS_OK] = "OK",
	[NAGIOS_WARNING] = "WARNING",
	[NAGIOS_CRITICAL] = "CRITICAL",
	[NAGIOS_UNKNOWN] = "UNKNOWN",
};

struct plugin {
	const struct measurement *measurements;
	int64_t warning;
	int64_t critical;
	size_t worst[NAMED_MAX]; /* places in the readings */
	size_t named;
	size_t bad; /* how many are not OK */
};

static bool is_beyond(int64_t middle, int64_t threshold)
{
	return threshold >= 0 && (middle > threshold || middle < -threshold);
}

/* Whether the interval is so wide that a clock that is right could seem to be beyond. */
static bool is_vague(struct interval offset, int64_t threshold)
{
	return threshold >= 0 && interval_bound(offset) > threshold;
}

/* By the middle; where that says too little, only if all of the interval is. */
static bool exceeds(struct interval offset, int64_t threshold)
{
	if (!is_vague(offset, threshold))
		return is_beyond(interval_middle(offset), threshold);
	return offset.low > threshold || offset.high < -threshold;
}

static enum nagios_state judge(const struct plugin *self, const struct measurement *measurement)
{
	if (measurement->cause != NULL)
		return NAGIOS_UNKNOWN;
	if (exceeds(measurement->offset, self->critical))
		return NAGIOS_CRITICAL;
	if (exceeds(measurement->offset, self->warning))
		return NAGIOS_WARNING;
	return is_vague(measurement->offset, self->critical) ||
			       is_vague(measurement->offset, self->warning)
		       ? NAGIOS_UNKNOWN
		       : NAGIOS_OK;
}

static bool is_worse(
	const struct plugin *self, const struct measurement *a, const struct measurement *b)
{
	static const int severity[] = {
		[NAGIOS_OK] = 0, [NAGIOS_UNKNOWN] = 1, [NAGIOS_WARNING] = 2, [NAGIOS_CRITICAL] = 3};
	enum nagios_state state_a = judge(self, a);
	enum nagios_state state_b = judge(self, b);
	int64_t middle_b;

	if (state_a != state_b || state_a == NAGIOS_UNKNOWN)
		return severity[state_a] > severity[state_b];
	middle_b = interval_middle(b->offset);
	return is_beyond(interval_middle(a->offset), middle_b < 0 ? -middle_b : middle_b);
}

/* Put it into its place among the worst, if it has one; of equals, the first stays first. */
static void rank(struct plugin *self, size_t place)
{
	size_t i = self->named;

	while (i > 0 &&
		is_worse(self, &self->measurements[place], &self->measurements[self->worst[i - 1]]))
		i--;
	if (i == NAMED_MAX)
		return;
	if (self->named < NAMED_MAX)
		self->named++;
	memmove(self->worst + i + 1, self->worst + i, (self->named - i - 1) * sizeof *self->worst);
	self->worst[i] = place;
}

/* One character of a text, which *ret is: UTF-8, on one line, not '|'; where the next begins. */
static const char *take_character(const char *text, char ret[sizeof "\U0010ffff"])
{
	size_t size = utf8_measure(text);

	if (size == 0) {
		strcpy(ret, UTF8_REPLACEMENT);
		return text + 1;
	}
	memcpy(ret, text, size);
	ret[size] = '\0';
	plain_text(ret);
	if (strcmp(ret, "|") == 0)
		strcpy(ret, "?");
	return text + size;
}

static void put_text(FILE *file, const char *text, size_t max)
{
	for (size_t length = 0; *text != '\0';) {
		char character[sizeof "\U0010ffff"];

		text = take_character(text, character);
		length += strlen(character);
		if (length > max) {
			fputs("...", file);
			return;
		}
		fputs(character, file);
	}
}

/* In quotes, in which a quote is doubled; '=' would end it for many readers all the same. */
static void put_label(FILE *file, const char *host)
{
	fputc('\'', file);
	while (*host != '\0') {
		char character[sizeof "\U0010ffff"];

		host = take_character(host, character);
		if (strcmp(character, "=") == 0)
			strcpy(character, "?");
		if (strcmp(character, "'") == 0)
			fputc('\'', file);
		fputs(character, file);
	}
	fputc('\'', file);
}

/* Without the zeros at the end. */
static void trim(char *decimal)
{
	size_t length = strlen(decimal);

	if (strchr(decimal, '.') == NULL)
		return;
	while (decimal[length - 1] == '0')
		length--;
	if (decimal[length - 1] == '.')
		length--;
	decimal[length] = '\0';
}

static void put_host(FILE *file, const struct plugin *self, const struct measurement *measurement)
{
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];
	bool is_slow;

	put_text(file, measurement->host, NAME_MAX_SIZE);
	if (measurement->cause != NULL) {
		fputs(": ", file);
		put_text(file, measurement->cause, CAUSE_MAX_SIZE);
		return;
	}
	interval_format(measurement->offset,
		interval_bound(measurement->offset) < FINE_BOUND ? FINE_DIGITS : COARSE_DIGITS,
		false, middle, bound);
	trim(middle);
	trim(bound);
	is_slow = middle[0] == '-';
	fprintf(file, " is %s s %s (+-%s s)", middle + is_slow, is_slow ? "slow" : "fast", bound);
	if (judge(self, measurement) == NAGIOS_UNKNOWN)
		fputs(", too little to tell; --precise tells more", file);
}

static void put_hosts(FILE *file, const struct plugin *self, size_t count)
{
	/* Of hosts that are all right, the one that is the least so. */
	size_t told = self->bad > 0 ? self->bad : 1;

	if (count > 1 && self->bad > 0)
		fprintf(file, "%zu of %zu hosts: ", self->bad, count);
	else if (count > 1)
		fprintf(file, "%zu hosts, furthest off: ", count);
	for (size_t i = 0; i < told && i < self->named; i++) {
		if (i > 0)
			fputs("; ", file);
		put_host(file, self, &self->measurements[self->worst[i]]);
	}
	if (told > self->named)
		fprintf(file, "; and %zu more", told - self->named);
}

/* From one side of 0 to the other, because the offset has a sign; outside of it is the state. */
static void put_range(FILE *file, int64_t threshold)
{
	char low[DECIMAL_SIZE];
	char high[DECIMAL_SIZE];

	if (threshold < 0)
		return;
	decimal_format(-threshold, DECIMAL_DIGITS, false, low);
	decimal_format(threshold, DECIMAL_DIGITS, false, high);
	trim(low);
	trim(high);
	fprintf(file, "%s:%s", low, high);
}

static void put_performance(FILE *file, const struct plugin *self, size_t count)
{
	bool has_bar = false;

	for (size_t i = 0; i < count; i++) {
		const struct measurement *measurement = &self->measurements[i];
		char middle[DECIMAL_SIZE];

		if (measurement->cause != NULL)
			continue;
		fputs(has_bar ? " " : " | ", file);
		has_bar = true;
		put_label(file, measurement->host);
		decimal_format(interval_middle(measurement->offset), DECIMAL_DIGITS, false, middle);
		fprintf(file, "=%ss", middle);
		if (self->warning < 0 && self->critical < 0)
			continue;
		fputc(';', file);
		put_range(file, self->warning);
		if (self->critical < 0)
			continue;
		fputc(';', file);
		put_range(file, self->critical);
	}
}

/* Hand in all of them; the state of the whole. */
static enum nagios_state judge_all(struct plugin *self, size_t count, bool is_partial)
{
	enum nagios_state state = NAGIOS_UNKNOWN;

	for (size_t i = 0; i < count; i++) {
		self->bad += judge(self, &self->measurements[i]) != NAGIOS_OK;
		rank(self, i);
	}
	if (self->named > 0)
		state = judge(self, &self->measurements[self->worst[0]]);
	return is_partial && state == NAGIOS_OK ? NAGIOS_UNKNOWN : state;
}

enum nagios_state nagios_judge(const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial)
{
	struct plugin self = {
		.measurements = measurements, .warning = warning, .critical = critical};

	return judge_all(&self, count, is_partial);
}

enum nagios_state nagios_put(FILE *file, const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial)
{
	struct plugin self = {
		.measurements = measurements, .warning = warning, .critical = critical};
	enum nagios_state state = judge_all(&self, count, is_partial);

	fprintf(file, "CLOCKS %s - ", state_names[state]);
	if (is_partial)
		fputs("not all hosts are known; ", file);
	if (count > 0)
		put_hosts(file, &self, count);
	else
		fputs("no host was asked", file);
	put_performance(file, &self, count);
	fputc('\n', file);
	return state;
}
