/*
 * Prints readings in one of the client's formats. They are read from standard input, one on a line,
 * with tabs between
 *     host address port cause low high rtt probes time drift-low drift-high
 * as in struct measurement. A field "-" is NULL, or unknown; \t, \n, \\ and \xHH stand for octets,
 * so that every host name can be given.
 */
#include "base/decimal.h"
#include "base/prng.h"
#include "base/utf8.h"
#include "clocks/spread.h"
#include "format/csv.h"
#include "format/interval_text.h"
#include "format/json.h"
#include "format/nagios.h"
#include "format/prometheus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 11 };

struct measurements {
	struct measurement *list;
	size_t count;
	char **lines; /* in which their texts are */
};

static int64_t number(const char *text)
{
	return strtoll(text, NULL, 10);
}

/* In place. */
static void unescape(char *text)
{
	char *to = text;

	while (*text != '\0') {
		char digits[3];

		if (*text != '\\') {
			*to++ = *text++;
			continue;
		}
		text++;
		switch (*text++) {
		case 't':
			*to++ = '\t';
			break;
		case 'n':
			*to++ = '\n';
			break;
		case 'x':
			snprintf(digits, sizeof digits, "%s", text);
			*to++ = (char)strtol(digits, NULL, 16);
			text += 2;
			break;
		default:
			*to++ = '\\';
		}
	}
	*to = '\0';
}

static struct measurement reading_of(char *line)
{
	char *fields[FIELDS];

	for (int i = 0; i < FIELDS; i++) {
		fields[i] = strsep(&line, "\t");
		if (fields[i] == NULL)
			abort();
		if (strcmp(fields[i], "-") == 0)
			fields[i] = NULL;
		else
			unescape(fields[i]);
	}
	return (struct measurement){
		.host = fields[0],
		.address = fields[1],
		.port = fields[2] == NULL ? 0 : (uint16_t)number(fields[2]),
		.cause = fields[3],
		.offset = {.low = fields[4] == NULL ? 0 : number(fields[4]),
			.high = fields[5] == NULL ? 0 : number(fields[5])},
		.rtt = fields[6] == NULL ? -1 : number(fields[6]),
		.probes = (unsigned)number(fields[7]),
		.time = fields[8] == NULL ? 0 : number(fields[8]),
		.has_drift = fields[9] != NULL,
		.drift_low = fields[9] == NULL ? 0 : strtod(fields[9], NULL),
		.drift_high = fields[10] == NULL ? 0 : strtod(fields[10], NULL),
	};
}

static struct measurements read_all(void)
{
	struct measurements self = {.count = 0};
	size_t room = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stdin)) > 0) {
		if (self.count == room) {
			room = room * 2 + 16;
			self.list = reallocarray(self.list, room, sizeof *self.list);
			self.lines = reallocarray(self.lines, room, sizeof *self.lines);
			if (self.list == NULL || self.lines == NULL)
				abort();
		}
		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		self.lines[self.count] = line;
		self.list[self.count++] = reading_of(line);
		line = NULL;
		size = 0;
	}
	free(line);
	return self;
}

static void free_all(struct measurements *self)
{
	for (size_t i = 0; i < self->count; i++)
		free(self->lines[i]);
	free(self->lines);
	free(self->list);
}

static int put_json(const struct measurements *measurements, char *arguments[])
{
	int error = 0;

	(void)arguments;
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

/* WARNING CRITICAL, in nanoseconds: the status is the plugin's. */
static int put_plugin(const struct measurements *measurements, char *arguments[])
{
	return nagios_put(stdout, measurements->list, measurements->count, number(arguments[0]),
		number(arguments[1]), false);
}

/* FAST SLOW LOW HIGH, or "none". */
static int put_spread(const struct measurements *measurements, char *arguments[])
{
	struct spread spread;

	(void)arguments;
	if (spread_measure(measurements->list, measurements->count, &spread))
		printf("%s %s %lld %lld\n", measurements->list[spread.fast].host,
			measurements->list[spread.slow].host, (long long)spread.difference.low,
			(long long)spread.difference.high);
	else
		puts("none");
	return 0;
}

/* DIGITS [plus]: middle, bound and RTT of each. */
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

/* The host's names, repaired. */
static int put_utf8(const struct measurements *measurements, char *arguments[])
{
	(void)arguments;
	for (size_t i = 0; i < measurements->count; i++) {
		char *repaired = utf8_repair(measurements->list[i].host);

		if (repaired == NULL)
			abort();
		puts(repaired);
		free(repaired);
	}
	return 0;
}

/* The nanoseconds that a text stands for; more than INT64_MAX is possible. */
static __int128 parse(const char *text)
{
	bool is_negative = *text == '-';
	__int128 value = 0;
	int digits = -1;

	for (text += is_negative || *text == '+'; *text != '\0' && digits < DECIMAL_DIGITS;
		text++) {
		if (*text == '.') {
			digits = 0;
			continue;
		}
		if (*text < '0' || *text > '9')
			abort();
		value = value * 10 + (*text - '0');
		digits += digits >= 0;
	}
	if (*text != '\0')
		abort();
	for (digits = digits < 0 ? 0 : digits; digits < DECIMAL_DIGITS; digits++)
		value *= 10;
	return is_negative ? -value : value;
}

/* Of all magnitudes alike: random bits, of which so many are left that chance decides. */
static int64_t random_number(struct prng *prng)
{
	uint64_t bits = prng_below(prng, UINT32_MAX) << 32 | prng_below(prng, UINT32_MAX);

	return (int64_t)bits >> prng_below(prng, 64);
}

static bool is_covered(struct interval interval, unsigned digits)
{
	char text[DECIMAL_SIZE];
	char bound_text[DECIMAL_SIZE];
	__int128 middle;
	__int128 bound;
	__int128 unit = 1;

	for (unsigned i = digits; i < DECIMAL_DIGITS; i++)
		unit *= 10;
	interval_format(interval, digits, digits % 2 == 0, text, bound_text);
	middle = parse(text);
	bound = parse(bound_text);
	if (middle - bound <= interval.low && interval.high <= middle + bound &&
		/* Less would not do, and the middle is rounded no further than it must be. */
		(middle - bound + unit > interval.low || middle + bound - unit < interval.high) &&
		2 * (middle - unit) <= (__int128)interval.low + interval.high &&
		2 * (middle + unit) >= (__int128)interval.low + interval.high)
		return true;
	printf("%lld to %lld with %u digits: %s +- %s\n", (long long)interval.low,
		(long long)interval.high, digits, text, bound_text);
	return false;
}

/* COUNT: random intervals, with each number of digits: what is printed holds them. */
static int check_cover(const struct measurements *measurements, char *arguments[])
{
	struct prng prng = {.state = 1};
	int64_t count = number(arguments[0]);

	(void)measurements;
	for (int64_t i = 0; i < count; i++) {
		int64_t a = random_number(&prng);
		int64_t b = i % 2 == 0 ? random_number(&prng) : a / 2 + random_number(&prng) / 4;
		struct interval interval = {.low = a < b ? a : b, .high = a < b ? b : a};

		for (unsigned digits = 0; digits <= DECIMAL_DIGITS; digits++)
			if (!is_covered(interval, digits))
				return 1;
	}
	printf("%lld\n", (long long)count);
	return 0;
}

static const struct {
	const char *name;
	int arguments; /* at least */
	int (*call)(const struct measurements *measurements, char *arguments[]);
} formats[] = {
	{"cover", 1, check_cover},
	{"csv", 0, put_csv},
	{"decimal", 1, put_decimal},
	{"json", 0, put_json},
	{"plugin", 2, put_plugin},
	{"prometheus", 0, put_prometheus},
	{"spread", 0, put_spread},
	{"utf8", 0, put_utf8},
};

int main(int argc, char *argv[])
{
	for (size_t i = 0; argc > 1 && i < sizeof formats / sizeof *formats; i++)
		if (strcmp(argv[1], formats[i].name) == 0 && argc - 2 >= formats[i].arguments) {
			struct measurements measurements = read_all();
			int status = formats[i].call(&measurements, argv + 2);

			free_all(&measurements);
			return status;
		}
	fputs("usage: readings FORMAT ARGUMENT...\n", stderr);
	return 100;
}
