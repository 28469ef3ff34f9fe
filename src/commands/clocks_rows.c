/* SPDX-License-Identifier: ISC */
/* The rows of inetkit clocks: see clocks_rows.h. */
#include "commands/clocks_rows.h"

#include "base/now.h"
#include "client/shown.h"
#include "client/terminal.h"
#include "format/csv.h"
#include "format/json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool clocks_rows_is_table(const struct clocks_rows *self)
{
	return self->options->format == CHOICE_FORMAT_TABLE && !self->is_plugin;
}

/* Whether a row is printed as soon as its turn comes, and not after the round. */
static bool is_streaming(const struct clocks_rows *self)
{
	return !self->is_plugin && !self->destination->is_redrawn &&
	       self->options->order != CHOICE_ORDER_OFFSET &&
	       self->options->format != CHOICE_FORMAT_PROMETHEUS;
}

static void print_row(struct clocks_rows *self, const struct measurement *measurement)
{
	int error = 0;

	switch (self->options->format) {
	case CHOICE_FORMAT_TABLE:
		table_put(&self->table, measurement);
		break;
	case CHOICE_FORMAT_JSON:
		error = json_put(self->destination->file, measurement);
		break;
	case CHOICE_FORMAT_CSV:
		csv_put(self->destination->file, measurement, self->options->watch > 0);
		break;
	case CHOICE_FORMAT_PROMETHEUS:
		break; /* its metrics are grouped by name: see clocks_summary.c */
	}
	if (error < 0)
		clocks_destination_spoil(self->destination, measurement->host, error);
}

static const char unsteady[] = "no constant drift explains its offsets: the clock was set, or its "
			       "drift has changed; the measurement of the drift restarts";

/* Reports what the row has no room for: below it in a table on a terminal, or else as a message. */
__attribute__((format(printf, 3, 4))) static void note(const struct clocks_rows *self,
	const struct measurement *measurement, const char *format, ...)
{
	FILE *file = self->destination->file;
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (!self->is_terminal || !clocks_rows_is_table(self)) {
		complain(measurement->host, "%s", text);
	} else if (file != NULL) {
		fputs("  ", file);
		shown_put(file, text, self->table.needs_ascii);
		fputc('\n', file);
	}
}

static void put_notes(const struct clocks_rows *self, const struct measurement *measurement)
{
	if (measurement->previous != NULL && measurement->address != NULL)
		note(self, measurement, "its address changed from %s to %s", measurement->previous,
			measurement->address);
	else if (measurement->previous != NULL)
		note(self, measurement, "its address is no longer %s", measurement->previous);
	/* In the formats for machines the bound says it. After an interrupt one message counts
	 * these hosts, which can be all. */
	if (measurement->lack != NULL && !measurement->is_cut && clocks_rows_is_table(self))
		note(self, measurement, "%s", measurement->lack);
	if (measurement->remark != NULL)
		note(self, measurement, "%s", measurement->remark);
	if (measurement->is_unsteady)
		note(self, measurement, "%s", unsteady);
}

static void put(struct clocks_rows *self, const struct measurement *measurement)
{
	/* A failure in a file is not seen, and metrics have no field for it. */
	bool is_hidden = clocks_rows_is_table(self)
				 ? !self->is_terminal
				 : self->options->format == CHOICE_FORMAT_PROMETHEUS;

	if (self->destination->file != NULL && !self->is_plugin)
		print_row(self, measurement);
	if (measurement->cause != NULL && is_hidden && !self->is_plugin)
		complain(measurement->host, "%s", measurement->cause);
	put_notes(self, measurement);
}

/* The user can change the size of the terminal between two rounds. */
static void fit_hosts(struct clocks_rows *self)
{
	if (!self->is_terminal)
		return;
	self->table.columns = terminal_size(STDOUT_FILENO).columns;
	self->table.host_width = 0;
	for (size_t i = 0; i < fleet_count(self->fleet); i++)
		table_fit_host(&self->table, fleet_host(self->fleet, i));
}

void clocks_rows_begin(struct clocks_rows *self)
{
	const struct clocks_options *options = self->options;
	FILE *file = self->destination->file;
	bool is_first = options->output != NULL || !self->has_begun;

	self->next = 0;
	self->begun = 0;
	now_get(&self->begun);
	self->table.file = file;
	if (file == NULL)
		return;
	if (clocks_rows_is_table(self)) {
		fit_hosts(self);
		if (!is_first && !self->destination->is_redrawn)
			fputc('\n', file);
		table_put_heading(&self->table);
		table_put_local(&self->table, self->begun);
		if (self->destination->is_redrawn)
			self->heading = (size_t)ftell(file);
	} else if (options->format == CHOICE_FORMAT_CSV && !self->is_plugin && is_first) {
		csv_begin(file, options->watch > 0);
	}
	self->has_begun = true;
	clocks_destination_flush(self->destination);
}

bool clocks_rows_is_due(const struct clocks_rows *self, size_t number)
{
	return is_streaming(self) &&
	       (self->options->order == CHOICE_ORDER_ARRIVAL || number == self->next);
}

void clocks_rows_host(struct clocks_rows *self, size_t number)
{
	const struct measurement *measurement;

	if (self->options->order == CHOICE_ORDER_ARRIVAL)
		put(self, fleet_measurement(self->fleet, number));
	while (self->options->order == CHOICE_ORDER_GIVEN &&
		self->next < fleet_count(self->fleet)) {
		measurement = fleet_measurement(self->fleet, self->next);
		if (measurement == NULL)
			break;
		put(self, measurement);
		self->next++;
	}
	if (self->destination->file != NULL && fleet_known(self->fleet) < fleet_count(self->fleet))
		clocks_destination_flush(self->destination);
}

/* By the middle of the offset; hosts without an offset come last. */
static int compare_offsets(const void *a, const void *b)
{
	const struct measurement *one = a;
	const struct measurement *other = b;
	int64_t middle;
	int64_t other_middle;

	if (one->cause != NULL || other->cause != NULL)
		return (one->cause != NULL) - (other->cause != NULL);
	middle = interval_middle(one->offset);
	other_middle = interval_middle(other->offset);
	return (middle > other_middle) - (middle < other_middle);
}

/* Without memory, the rows keep the order given. */
static void sort(struct clocks_rows *self)
{
	size_t size = self->count * sizeof *self->sorted;

	if (self->sorted == NULL)
		self->sorted = malloc(size);
	if (self->sorted == NULL) {
		clocks_destination_spoil(self->destination, "clocks", -ENOMEM);
		return;
	}
	memcpy(self->sorted, self->measurements, size);
	qsort(self->sorted, self->count, sizeof *self->sorted, compare_offsets);
	self->measurements = self->sorted;
}

void clocks_rows_end(struct clocks_rows *self)
{
	self->measurements = fleet_measurements(self->fleet);
	self->count = fleet_count(self->fleet);
	if (self->options->order == CHOICE_ORDER_OFFSET && self->count > 0)
		sort(self);
	if (is_streaming(self) || self->is_plugin)
		return;
	if (self->ends == NULL && self->destination->is_redrawn && self->count > 0)
		self->ends = calloc(self->count, sizeof *self->ends);
	for (size_t i = 0; i < self->count; i++) {
		put(self, &self->measurements[i]);
		if (self->ends != NULL && self->destination->file != NULL)
			self->ends[i] = (size_t)ftell(self->destination->file);
	}
}
