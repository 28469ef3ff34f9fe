/* SPDX-License-Identifier: ISC */
/* Measurements as the rows of a table: see table.h. */
#include "format/table.h"

#include "base/decimal.h"
#include "client/shown.h"
#include "client/target.h"
#include "client/terminal.h"
#include "format/fields.h"
#include "format/interval_text.h"

#include <time.h>

/* Decimals of an offset in seconds, with its bound. */
enum { OFFSET_DIGITS = 6 };

/* In columns. The bound of a drift can be millions of ppm after two rounds. */
enum { HOST_WIDTH = 24, OFFSET_WIDTH = 16, BOUND_WIDTH = 12, DRIFT_BOUND_WIDTH = 17 };

enum { HOST_SIZE = SHOWN_SIZE(TARGET_HOST_SIZE) };

static void show_host(const struct table *self, const char *host, char ret_text[HOST_SIZE])
{
	char text[TARGET_HOST_SIZE];

	snprintf(text, sizeof text, "%s", host);
	shown_copy(text, self->needs_ascii, ret_text, HOST_SIZE);
}

static void put_host(const struct table *self, const char *host)
{
	char text[HOST_SIZE];
	int width;

	show_host(self, host, text);
	width = shown_width(text);
	fprintf(self->file, "%s%*s ", text, width < HOST_WIDTH ? HOST_WIDTH - width : 0, "");
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

/* Writes a number and its bound, padded to the width. printf(3) counts bytes: the plus-minus sign
 * is one column, but two bytes in UTF-8. */
static void put_bounded(const struct table *self, const char *middle, const char *bound, int width)
{
	const char *sign = self->is_ascii ? "+-" : "\u00b1";

	width -= self->is_ascii ? 2 : 1;
	fprintf(self->file, "%*s %s%-*s ", OFFSET_WIDTH, middle, sign, width, bound);
}

static void put_drift(const struct table *self, const struct measurement *measurement)
{
	struct fields fields;
	char bound[DECIMAL_SIZE + sizeof " ppm"];

	fields_fill(measurement, &fields);
	snprintf(bound, sizeof bound, "%s ppm", fields.drift_bound);
	if (fields.texts[FIELD_DRIFT] == NULL)
		fprintf(self->file, "%*s %-*s ", OFFSET_WIDTH, "-", DRIFT_BOUND_WIDTH, "");
	else
		put_bounded(self, fields.drift, bound, DRIFT_BOUND_WIDTH);
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
		fprintf(self->file, "%*s ", self->is_precise ? OFFSET_WIDTH : 8, "-");
		shown_put(self->file, measurement->cause, self->needs_ascii);
		fprintf(self->file, "%s\n", self->has_colour ? TERMINAL_PLAIN : "");
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

char *table_describe_spread(const struct table *self, const struct measurement *measurements,
	const struct spread *spread)
{
	char fast[HOST_SIZE];
	char slow[HOST_SIZE];
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];
	char *text;

	show_host(self, measurements[spread->fast].host, fast);
	show_host(self, measurements[spread->slow].host, slow);
	interval_format(spread->difference, OFFSET_DIGITS, false, middle, bound);
	if (asprintf(&text, "%s is %s %s%s s ahead of %s", fast, middle,
		    self->is_ascii ? "+-" : "\u00b1", bound, slow) < 0)
		return NULL;
	return text;
}
