/* SPDX-License-Identifier: ISC */
/* What inetkit clocks prints of all hosts together: see clocks_summary.h. */
#include "commands/clocks_summary.h"

#include "base/now.h"
#include "client/terminal.h"
#include "clocks/spread.h"
#include "format/atomic_file.h"
#include "format/histogram.h"
#include "format/prometheus.h"
#include "format/svg.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS_OF_FILES = 80 };

static void put_spread(const struct clocks_rows *rows, const struct spread *spread)
{
	char *text = table_describe_spread(&rows->table, rows->measurements, spread);

	if (text == NULL)
		clocks_destination_spoil(rows->destination, "spread", -ENOMEM);
	else if (clocks_rows_is_table(rows) && rows->destination->file != NULL)
		fprintf(rows->destination->file, "spread: %s\n", text);
	else if (rows->options->format != CHOICE_FORMAT_PROMETHEUS)
		complain("spread", "%s", text);
	free(text);
}

static void put_no_spread(const struct clocks_rows *rows)
{
	static const char cause[] = "fewer than two hosts have an offset";

	if (rows->destination->is_redrawn && rows->destination->file != NULL)
		fprintf(rows->destination->file, "spread: %s\n", cause);
	else
		complain("spread", "%s", cause);
}

static struct thresholds thresholds_of(const struct clocks_rows *rows)
{
	return (struct thresholds){
		.warning = rows->table.warning, .critical = rows->table.critical};
}

static void put_histogram(const struct clocks_rows *rows)
{
	FILE *file = rows->destination->file;
	struct thresholds thresholds = thresholds_of(rows);
	struct histogram_style style = {.columns = rows->is_terminal
							   ? terminal_size(STDOUT_FILENO).columns
							   : COLUMNS_OF_FILES,
		.is_ascii = rows->table.is_ascii,
		.thresholds = rows->table.has_colour ? &thresholds : NULL};
	int error;

	if (file == NULL)
		return;
	fputc('\n', file);
	error = histogram_put(file, rows->measurements, rows->count, &style);
	if (error < 0)
		clocks_destination_spoil(rows->destination, "plot", error);
}

static void put_picture(const struct clocks_rows *rows, const char *path)
{
	struct thresholds thresholds = thresholds_of(rows);
	struct svg_origin origin = {.begun = rows->begun};
	char host[HOST_NAME_MAX + 1];
	struct atomic_file replacement;
	int error = 0;

	now_get(&origin.ended);
	if (gethostname(host, sizeof host) == 0)
		origin.host = host;
	atomic_file_begin(&replacement, path);
	if (replacement.file != NULL)
		error = svg_put(
			replacement.file, rows->measurements, rows->count, &thresholds, &origin);
	error = atomic_file_end(&replacement, error);
	atomic_file_free(&replacement);
	if (error < 0)
		clocks_destination_fail(rows->destination, path, error);
}

enum nagios_state clocks_summary_put(
	const struct clocks_rows *rows, bool is_partial, bool is_discarded)
{
	const struct clocks_options *options = rows->options;
	FILE *file = rows->destination->file;
	struct spread spread;
	bool has_spread =
		options->has_spread && spread_measure(rows->measurements, rows->count, &spread);
	int error = 0;

	if (rows->is_plugin && file != NULL)
		error = nagios_put(file, rows->measurements, rows->count, &options->thresholds,
			is_partial, rows->remedy);
	else if (options->format == CHOICE_FORMAT_PROMETHEUS && file != NULL)
		error = prometheus_put(
			file, rows->measurements, rows->count, has_spread ? &spread : NULL);
	if (error < 0)
		clocks_destination_spoil(rows->destination, "clocks", error);
	else if (rows->is_plugin && file != NULL && options->is_verbose)
		nagios_put_each(file, rows->measurements, rows->count, &options->thresholds);
	if (has_spread)
		put_spread(rows, &spread);
	else if (options->has_spread)
		put_no_spread(rows);
	if (options->has_plot && options->plot_file == NULL)
		put_histogram(rows);
	else if (options->has_plot && !is_discarded)
		put_picture(rows, options->plot_file);
	return nagios_judge_all(&options->thresholds, rows->measurements, rows->count, is_partial)
		.state;
}
