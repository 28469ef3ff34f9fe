/* Readings as the rows of a table: see table.h. */
#include "format/table.h"

#include "base/decimal.h"
#include "base/plain.h"
#include "client/target.h"
#include "client/terminal.h"
#include "format/fields.h"
#include "format/interval_text.h"

#include <string.h>
#include <time.h>

/* After the point, of seconds where the bound is known. */
enum { OFFSET_DIGITS = 6 };

/* With a bound after it, in columns. That of a drift after two rounds can be millions. */
enum { OFFSET_WIDTH = 16, BOUND_WIDTH = 12, DRIFT_BOUND_WIDTH = 17 };

static void put_host(const struct table *self, const char *host)
{
	char text[TARGET_HOST_SIZE];

	snprintf(text, sizeof text, "%s", host);
	plain_text(text);
	fprintf(self->file, "%-24s ", text);
}

static void put_time(const struct table *self, int64_t unix_time)
{
	time_t seconds = (time_t)unix_time;
	char text[32];

	fputs(ctime_r(&seconds, text) != NULL ? text : "?\n", self->file);
}

static const char *find_colour(const struct table *self, const struct measurement *measurement)
{
	int64_t middle;

	if (measurement->cause != NULL)
		return TERMINAL_RED;
	middle = interval_middle(measurement->offset);
	if (middle > self->critical || middle < -self->critical)
		return TERMINAL_RED;
	if (middle > self->warning || middle < -self->warning)
		return TERMINAL_YELLOW;
	return TERMINAL_GREEN;
}

/* A number and its bound in so many columns; the sign in between is one column, and in UTF-8 two
 * octets. */
static void put_bounded(const struct table *self, const char *middle, const char *bound, int width)
{
	const char *sign = self->is_ascii ? "+-" : "\u00b1";

	width -= self->is_ascii ? 2 : 1;
	fprintf(self->file, "%*s %s%-*s ", OFFSET_WIDTH, middle, sign, width, bound);
}

static void put_drift(const struct table *self, const struct measurement *measurement)
{
	struct fields columns;
	char bound[DECIMAL_SIZE + sizeof " ppm"];

	fields_fill(measurement, &columns);
	snprintf(bound, sizeof bound, "%s ppm", columns.drift_bound);
	if (columns.texts[FIELD_DRIFT] == NULL)
		fprintf(self->file, "%*s %-*s ", OFFSET_WIDTH, "-", DRIFT_BOUND_WIDTH, "");
	else
		put_bounded(self, columns.drift, bound, DRIFT_BOUND_WIDTH);
}

void table_put_local(const struct table *self, int64_t now)
{
	put_host(self, "localhost");
	if (self->is_precise)
		fprintf(self->file, "%*s %-*s ", OFFSET_WIDTH, "0", BOUND_WIDTH, "");
	else
		fprintf(self->file, "%8d ", 0);
	if (self->has_drift)
		fprintf(self->file, "%*s %-*s ", OFFSET_WIDTH, "0", DRIFT_BOUND_WIDTH, "ppm");
	put_time(self, now);
}

void table_put(const struct table *self, const struct measurement *measurement)
{
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];

	put_host(self, measurement->host);
	if (self->has_colour)
		fputs(find_colour(self, measurement), self->file);
	if (measurement->cause != NULL) {
		fprintf(self->file, "%*s %s%s\n", self->is_precise ? OFFSET_WIDTH : 8, "-",
			measurement->cause, self->has_colour ? TERMINAL_PLAIN : "");
		return;
	}
	if (self->is_precise) {
		interval_format(measurement->offset, OFFSET_DIGITS, true, middle, bound);
		put_bounded(self, middle, bound, BOUND_WIDTH);
	} else {
		fprintf(self->file, "%8lld ", (long long)measurement->difference);
	}
	if (self->has_colour)
		fputs(TERMINAL_PLAIN, self->file);
	if (self->has_drift)
		put_drift(self, measurement);
	put_time(self, measurement->time);
}

char *table_describe_spread(
	const struct measurement *measurements, const struct spread *spread, bool is_ascii)
{
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];
	char *text;

	interval_format(spread->difference, OFFSET_DIGITS, false, middle, bound);
	if (asprintf(&text, "%.255s is %s %s%s s ahead of %.255s", measurements[spread->fast].host,
		    middle, is_ascii ? "+-" : "\u00b1", bound, measurements[spread->slow].host) < 0)
		return NULL;
	plain_text(text);
	return text;
}
