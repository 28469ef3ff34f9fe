/* SPDX-License-Identifier: ISC */
/* Measurements as the rows of a table: see table.h. */
#include "format/table.h"

#include "base/decimal.h"
#include "client/shown.h"
#include "client/target.h"
#include "client/terminal.h"
#include "format/fields.h"
#include "format/interval_text.h"

#include <string.h>
#include <time.h>

/* Decimals of an offset in seconds, with its bound. */
enum { OFFSET_DIGITS = 6 };

/* In columns. */
enum { HOST_WIDTH = 24, DIFFERENCE_WIDTH = 8, TIME_WIDTH = sizeof "2026-11-22 09:54:19 CEST" - 1 };

/* The bound of a drift can be millions of ppm after two rounds. */
struct widths {
	int offset;
	int bound;
	int drift;
	int drift_bound;
};

/* Rows with bounds fit a terminal of 80 columns. With a drift, all but the time fits. */
static const struct widths file_widths = {16, 12, 16, 17};
static const struct widths terminal_widths = {14, 10, 10, 12};

static const struct widths *find_widths(const struct table *self)
{
	return self->is_terminal ? &terminal_widths : &file_widths;
}

/* The columns between the host and the time, with the spaces before and after. */
static int middle_width(const struct table *self)
{
	const struct widths *widths = find_widths(self);

	if (!self->is_precise)
		return DIFFERENCE_WIDTH + 2;
	return widths->offset + widths->bound + 3 +
	       (self->has_drift ? widths->drift + widths->drift_bound + 2 : 0);
}

/* The columns for the dash of a host without an offset. On a terminal the cause needs the room. */
static int dash_width(const struct table *self)
{
	if (self->is_terminal)
		return 1;
	return self->is_precise ? find_widths(self)->offset : DIFFERENCE_WIDTH;
}

/* A narrow terminal has no room for the time. */
static bool has_time(const struct table *self)
{
	return !self->is_terminal ||
	       HOST_WIDTH + middle_width(self) + TIME_WIDTH <= (int)self->columns;
}

enum { HOST_SIZE = SHOWN_SIZE(TARGET_HOST_SIZE) };

static void show_host(const struct table *self, const char *host, char ret_text[HOST_SIZE])
{
	char text[TARGET_HOST_SIZE];

	snprintf(text, sizeof text, "%s", host);
	shown_copy(text, self->needs_ascii, ret_text, HOST_SIZE);
}

static int host_width(const struct table *self)
{
	return self->host_width > HOST_WIDTH ? self->host_width : HOST_WIDTH;
}

void table_fit_host(struct table *self, const char *host)
{
	int room = (int)self->columns - middle_width(self) - (has_time(self) ? TIME_WIDTH : 0);
	char text[HOST_SIZE];
	int width;

	show_host(self, host, text);
	width = shown_width(text);
	if (self->is_terminal && width > self->host_width)
		self->host_width = width < room ? width : room;
}

static void put_host(const struct table *self, const char *host)
{
	char text[HOST_SIZE];
	int width;

	show_host(self, host, text);
	width = shown_width(text);
	fprintf(self->file, "%s%*s ", text, width < host_width(self) ? host_width(self) - width : 0,
		"");
}

/* The name of a zone comes from a file. */
static void put_time_with_zone(const struct table *self, time_t seconds)
{
	struct tm tm;
	char text[64];

	if (localtime_r(&seconds, &tm) == NULL ||
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %Z", &tm) == 0)
		strcpy(text, "?");
	shown_put(self->file, text, self->needs_ascii);
	fputc('\n', self->file);
}

static void put_time(const struct table *self, int64_t unix_time)
{
	time_t seconds = (time_t)unix_time;
	char text[32];

	if (!has_time(self))
		fputc('\n', self->file);
	else if (self->is_terminal)
		put_time_with_zone(self, seconds);
	else
		fputs(ctime_r(&seconds, text) != NULL ? text : "?\n", self->file);
}

enum level table_level(const struct table *self, const struct measurement *measurement)
{
	struct thresholds thresholds = {.warning = self->warning, .critical = self->critical};

	return level_of(&thresholds, interval_middle(measurement->offset));
}

static const char *find_colour(const struct table *self, const struct measurement *measurement)
{
	if (measurement->cause != NULL)
		return TERMINAL_RED;
	return level_colours[table_level(self, measurement)];
}

/* Writes a number and its bound, padded to the widths. printf(3) counts bytes: the plus-minus sign
 * is one column, but two bytes in UTF-8. */
static void put_bounded(
	const struct table *self, const char *middle, int width, const char *bound, int bound_width)
{
	const char *sign = self->is_ascii ? "+-" : "\u00b1";

	bound_width -= self->is_ascii ? 2 : 1;
	fprintf(self->file, "%*s %s%-*s ", width, middle, sign, bound_width, bound);
}

static void put_drift(const struct table *self, const struct measurement *measurement)
{
	const struct widths *widths = find_widths(self);
	struct fields fields;
	char bound[DECIMAL_SIZE + sizeof " ppm"];

	fields_fill(measurement, &fields);
	/* On a terminal the heading has the unit. */
	snprintf(bound, sizeof bound, "%s%s", fields.drift_bound, self->is_terminal ? "" : " ppm");
	if (fields.texts[FIELD_DRIFT] == NULL)
		fprintf(self->file, "%*s %-*s ", widths->drift, "-", widths->drift_bound, "");
	else
		put_bounded(self, fields.drift, widths->drift, bound, widths->drift_bound);
}

void table_put_heading(const struct table *self)
{
	const struct widths *widths = find_widths(self);

	if (!self->is_terminal)
		return;
	put_host(self, "HOST");
	if (self->is_precise)
		fprintf(self->file, "%*s %-*s ", widths->offset, "OFFSET s", widths->bound,
			"BOUND s");
	else
		fprintf(self->file, "%*s ", DIFFERENCE_WIDTH, "OFFSET s");
	if (self->has_drift)
		fprintf(self->file, "%*s %-*s ", widths->drift, "DRIFT ppm", widths->drift_bound,
			"BOUND ppm");
	fputs(has_time(self) ? "TIME\n" : "\n", self->file);
}

void table_put_local(const struct table *self, int64_t now)
{
	const struct widths *widths = find_widths(self);

	put_host(self, self->is_terminal ? "(local clock)" : "localhost");
	if (self->is_precise)
		fprintf(self->file, "%*s %-*s ", widths->offset, "0", widths->bound, "");
	else
		fprintf(self->file, "%*d ", DIFFERENCE_WIDTH, 0);
	if (self->has_drift)
		fprintf(self->file, "%*s %-*s ", widths->drift, "0", widths->drift_bound,
			self->is_terminal ? "" : "ppm");
	put_time(self, now);
}

void table_put(const struct table *self, const struct measurement *measurement)
{
	const struct widths *widths = find_widths(self);
	char middle[DECIMAL_SIZE];
	char bound[DECIMAL_SIZE];

	put_host(self, measurement->host);
	if (self->has_colour)
		fputs(find_colour(self, measurement), self->file);
	if (measurement->cause != NULL) {
		fprintf(self->file, "%*s ", dash_width(self), "-");
		shown_put(self->file, measurement->cause, self->needs_ascii);
		fprintf(self->file, "%s\n", self->has_colour ? TERMINAL_PLAIN : "");
		return;
	}
	if (self->is_precise) {
		interval_format(measurement->offset, OFFSET_DIGITS, true, middle, bound);
		put_bounded(self, middle, widths->offset, bound, widths->bound);
	} else {
		fprintf(self->file, "%*lld ", DIFFERENCE_WIDTH, (long long)measurement->difference);
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
