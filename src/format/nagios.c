/* Measurements as the output of a monitoring plugin: see nagios.h. */
#include "format/nagios.h"

#include "base/decimal.h"
#include "base/plain.h"
#include "base/utf8.h"
#include "format/interval_text.h"

#include <string.h>

/* Maximum lengths in bytes. */
enum { NAME_MAX_SIZE = 100, CAUSE_MAX_SIZE = 200 };

/* An offset with a bound below FINE_BOUND, in nanoseconds, has six decimals. */
enum { FINE_BOUND = 10 * 1000 * 1000, FINE_DIGITS = 6, COARSE_DIGITS = 3 };

static const char *const state_names[] = {
	[NAGIOS_OK] = "OK",
	[NAGIOS_WARNING] = "WARNING",
	[NAGIOS_CRITICAL] = "CRITICAL",
	[NAGIOS_UNKNOWN] = "UNKNOWN",
};

struct nagios {
	FILE *file;
	const struct measurement *measurements;
	size_t count;
	struct nagios_thresholds thresholds;
	struct nagios_verdict verdict;
};

/* Copies the first character, as UTF-8 that is visible on one line, '?' for '|'. Returns where the
 * next one begins. */
static const char *take_character(const char *text, char ret_character[sizeof "\U0010ffff"])
{
	size_t size = utf8_measure(text);

	if (size == 0) {
		strcpy(ret_character, UTF8_REPLACEMENT);
		return text + 1;
	}
	memcpy(ret_character, text, size);
	ret_character[size] = '\0';
	plain_text(ret_character);
	if (strcmp(ret_character, "|") == 0)
		strcpy(ret_character, "?");
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

/* Quotes the label and doubles quotes in it. '=' becomes '?': many parsers end a label there. */
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

/* Removes the zeros at the end of the fraction. */
static void trim_zeros(char *decimal)
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

static void put_host(const struct nagios *self, const struct measurement *measurement)
{
	FILE *file = self->file;
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
	trim_zeros(middle);
	trim_zeros(bound);
	is_slow = middle[0] == '-';
	fprintf(file, " is %s s %s (+-%s s)", middle + is_slow, is_slow ? "slow" : "fast", bound);
	if (nagios_judge_host(&self->thresholds, measurement) == NAGIOS_UNKNOWN)
		fputs(", not precise enough to judge; use --precise", file);
}

static void put_hosts(const struct nagios *self)
{
	const struct nagios_verdict *verdict = &self->verdict;
	/* If all hosts are OK, name the one that is furthest off. */
	size_t named = verdict->bad > 0 ? verdict->bad : 1;

	if (self->count > 1 && verdict->bad > 0)
		fprintf(self->file, "%zu of %zu hosts: ", verdict->bad, self->count);
	else if (self->count > 1)
		fprintf(self->file, "%zu hosts, furthest off: ", self->count);
	for (size_t i = 0; i < named && i < verdict->worst_count; i++) {
		if (i > 0)
			fputs("; ", self->file);
		put_host(self, &self->measurements[verdict->worst[i]]);
	}
	if (named > verdict->worst_count)
		fprintf(self->file, "; and %zu more", named - verdict->worst_count);
}

/* The range of offsets that do not exceed the threshold; empty for no threshold. */
static void put_range(FILE *file, int64_t threshold)
{
	char low[DECIMAL_SIZE];
	char high[DECIMAL_SIZE];

	if (threshold < 0)
		return;
	decimal_format(-threshold, DECIMAL_DIGITS, false, low);
	decimal_format(threshold, DECIMAL_DIGITS, false, high);
	trim_zeros(low);
	trim_zeros(high);
	fprintf(file, "%s:%s", low, high);
}

static void put_performance(const struct nagios *self)
{
	FILE *file = self->file;
	bool has_bar = false;

	for (size_t i = 0; i < self->count; i++) {
		const struct measurement *measurement = &self->measurements[i];
		char middle[DECIMAL_SIZE];

		if (measurement->cause != NULL)
			continue;
		fputs(has_bar ? " " : " | ", file);
		has_bar = true;
		put_label(file, measurement->host);
		decimal_format(interval_middle(measurement->offset), DECIMAL_DIGITS, false, middle);
		fprintf(file, "=%ss", middle);
		if (self->thresholds.warning < 0 && self->thresholds.critical < 0)
			continue;
		fputc(';', file);
		put_range(file, self->thresholds.warning);
		if (self->thresholds.critical < 0)
			continue;
		fputc(';', file);
		put_range(file, self->thresholds.critical);
	}
}

enum nagios_state nagios_judge(const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial)
{
	struct nagios_thresholds thresholds = {.warning = warning, .critical = critical};

	return nagios_judge_all(&thresholds, measurements, count, is_partial).state;
}

enum nagios_state nagios_put(FILE *file, const struct measurement *measurements, size_t count,
	int64_t warning, int64_t critical, bool is_partial)
{
	struct nagios self = {.file = file,
		.measurements = measurements,
		.count = count,
		.thresholds = {.warning = warning, .critical = critical}};

	self.verdict = nagios_judge_all(&self.thresholds, measurements, count, is_partial);
	fprintf(file, "CLOCKS %s - ", state_names[self.verdict.state]);
	if (is_partial)
		fputs("some hosts were not measured; ", file);
	if (count > 0)
		put_hosts(&self);
	else
		fputs("no hosts", file);
	put_performance(&self);
	fputc('\n', file);
	return self.verdict.state;
}
