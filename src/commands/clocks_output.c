/* SPDX-License-Identifier: ISC */
/* What inetkit clocks prints in each round: see clocks_output.h. */
#include "commands/clocks_output.h"

#include "client/interrupt.h"
#include "client/shown.h"
#include "client/terminal.h"
#include "commands/clocks_fit.h"
#include "commands/clocks_rows.h"
#include "commands/clocks_summary.h"
#include "format/nagios.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The thresholds of the colours without --warning and --critical, in nanoseconds. */
#define WARNING INTERVAL_SECOND
#define CRITICAL (60 * INTERVAL_SECOND)

struct clocks_output {
	const struct clocks_options *options;
	const struct fleet *fleet;
	struct progress *progress;
	struct clocks_destination destination;
	struct clocks_rows rows;
	bool is_incomplete;  /* the fleet lacks hosts */
	bool is_interrupted; /* this round was cut off */
	enum nagios_state nagios_state;
};

/*
 * Whether the round must not replace a complete one, because an interrupt left the offset of a host
 * unknown: a program that reads the file would treat the host as failed.
 */
static bool is_discarded(const struct clocks_output *self)
{
	bool is_kept =
		self->options->watch > 0 || self->options->format == CHOICE_FORMAT_PROMETHEUS;

	for (size_t i = 0; is_kept && i < self->rows.count; i++)
		if (self->rows.measurements[i].is_cut && self->rows.measurements[i].cause != NULL)
			return true;
	return false;
}

void clocks_output_set_exact(struct clocks_output *self)
{
	self->rows.table.is_precise = true;
}

void clocks_output_set_incomplete(struct clocks_output *self)
{
	self->is_incomplete = true;
}

void clocks_output_set_remedy(struct clocks_output *self, const char *remedy)
{
	self->rows.remedy = remedy;
}

void clocks_output_set_interrupted(struct clocks_output *self)
{
	self->is_interrupted = true;
	/* Draw below the last whole round, not over it. */
	self->destination.lines = 0;
	self->destination.is_last = true;
}

void clocks_output_begin(struct clocks_output *self)
{
	clocks_destination_open(&self->destination);
	progress_clear(self->progress);
	clocks_rows_begin(&self->rows);
}

void clocks_output_host(struct clocks_output *self, size_t number)
{
	if (!clocks_rows_is_due(&self->rows, number))
		return;
	progress_clear(self->progress);
	clocks_rows_host(&self->rows, number);
}

static void divert(struct clocks_output *self)
{
	const struct clocks_destination *destination = &self->destination;

	/* The first line of a plugin must agree with its exit status. */
	if (self->rows.is_plugin && destination->path != NULL && destination->has_failed &&
		self->nagios_state == NAGIOS_OK)
		nagios_put_unknown(stdout, "the file of --output could not be written");
	clocks_destination_divert(&self->destination);
}

void clocks_output_end(struct clocks_output *self)
{
	bool discarded;

	progress_clear(self->progress);
	clocks_rows_end(&self->rows);
	discarded = is_discarded(self);
	self->nagios_state = clocks_summary_put(&self->rows, self->is_incomplete, discarded);
	if (self->destination.is_redrawn && !self->destination.is_last)
		clocks_fit(&self->rows);
	clocks_destination_close(&self->destination, discarded);
	/* Otherwise another round follows, which writes the file again. */
	if (self->options->watch == 0 || interrupt_has_come())
		divert(self);
	if (discarded && self->options->plot_file != NULL)
		complain(self->options->plot_file,
			"left unchanged, because the round was interrupted");
}

bool clocks_output_is_broken(const struct clocks_output *self)
{
	return self->destination.is_broken || ferror(stdout);
}

int clocks_output_status(const struct clocks_output *self)
{
	bool has_failed = self->destination.has_failed || self->is_incomplete ||
			  clocks_output_is_broken(self);

	/* The plugin judges a host by what is known of it, also if the round was cut off. */
	if (self->options->is_plugin)
		return (int)(has_failed && self->nagios_state == NAGIOS_OK ? NAGIOS_UNKNOWN
									   : self->nagios_state);
	has_failed = has_failed || self->is_interrupted || fleet_failed(self->fleet) > 0;
	return has_failed ? STATUS_FAILED : STATUS_OK;
}

static void choose_format(struct clocks_output *self)
{
	const struct clocks_options *options = self->options;
	struct clocks_rows *rows = &self->rows;

	rows->is_terminal = options->output == NULL && isatty(STDOUT_FILENO);
	rows->is_plugin = clocks_options_is_line(options);
	rows->table = (struct table){.is_precise = options->is_precise || options->watch > 0,
		.has_drift = options->watch > 0,
		.has_colour = options->output == NULL && terminal_has_colour(STDOUT_FILENO),
		.warning = options->warning >= 0 ? options->warning : WARNING,
		.critical = options->critical >= 0 ? options->critical : CRITICAL};
	rows->table.is_terminal = rows->is_terminal;
	rows->table.needs_ascii = rows->is_terminal && shown_needs_ascii(STDOUT_FILENO);
	/* While a signal still ends the process: TZ can name a FIFO, where opening it blocks. */
	tzset();
	rows->table.is_ascii = options->is_ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	self->destination.path = options->output;
	self->destination.is_redrawn = options->watch > 0 &&
				       options->format == CHOICE_FORMAT_TABLE &&
				       options->output == NULL && terminal_can_move(STDOUT_FILENO);
	/* Formats for machines keep control characters, which a terminal must not see. */
	self->destination.is_plain = rows->is_terminal && !clocks_rows_is_table(rows);
}

int clocks_output_new(const struct clocks_options *options, const struct fleet *fleet,
	struct progress *progress, struct clocks_output **ret_output)
{
	struct clocks_output *self = calloc(1, sizeof *self);

	if (self == NULL)
		return -ENOMEM;
	self->options = options;
	self->fleet = fleet;
	self->progress = progress;
	self->rows.options = options;
	self->rows.fleet = fleet;
	self->rows.destination = &self->destination;
	choose_format(self);
	*ret_output = self;
	return 0;
}
