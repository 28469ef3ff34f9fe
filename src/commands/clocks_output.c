/* What inetkit clocks prints: see clocks_output.h. */
#include "commands/clocks_output.h"

#include "base/io.h"
#include "base/now.h"
#include "base/plain.h"
#include "client/terminal.h"
#include "clocks/spread.h"
#include "format/atomic_file.h"
#include "format/csv.h"
#include "format/histogram.h"
#include "format/json.h"
#include "format/nagios.h"
#include "format/prometheus.h"
#include "format/svg.h"
#include "format/table.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without thresholds, a clock is coloured as wrong beyond these: nanoseconds. */
#define WARNING INTERVAL_SECOND
#define CRITICAL (60 * INTERVAL_SECOND)

struct clocks_output {
	const struct clocks_options *options;
	const struct fleet *fleet;
	struct progress *progress;
	struct table table;
	bool is_terminal;
	bool is_plugin;  /* one line instead of rows */
	bool is_redrawn; /* each round over the one before, on a terminal */
	bool is_plain;   /* what is for machines, on a terminal: without control characters */
	bool has_begun;  /* it is not the first round */
	size_t next;     /* of the rows in the order given, the first that is not printed */
	FILE *file;      /* where all goes to in this round; NULL if that is nowhere */
	struct atomic_file replace;
	char *text; /* what it would be, where it is redrawn or made plain */
	size_t text_size;
	unsigned lines; /* on the terminal, of the round before */
	struct measurement
		*measurements; /* those that are known, for what is made of all of them */
	size_t known;
	bool lacks_hosts;
	bool has_failed;
	bool is_broken; /* nothing more can be shown */
	int nagios_state;
};

/* --- rows ---------------------------------------------------------------------------------------
 */

static bool is_table(const struct clocks_output *self)
{
	return self->options->format == FORMAT_TABLE && !self->is_plugin;
}

/* Whether rows are printed as soon as their turn comes. */
static bool is_streaming(const struct clocks_output *self)
{
	return !self->is_plugin && !self->is_redrawn && self->options->order != ORDER_OFFSET &&
	       self->options->format != FORMAT_PROMETHEUS;
}

/* Whether there are hosts of which nothing is known: not even why not. */
static bool is_partial(const struct clocks_output *self)
{
	return self->lacks_hosts || fleet_known(self->fleet) < fleet_count(self->fleet);
}

/*
 * Whether this round, which was broken off, must not take the place of a whole one: what reads a
 * file that is kept up to date would take hosts that are not known for gone.
 */
static bool is_kept_back(const struct clocks_output *self)
{
	const struct clocks_options *options = self->options;

	return fleet_known(self->fleet) < fleet_count(self->fleet) &&
	       (options->watch > 0 || options->format == FORMAT_PROMETHEUS);
}

static void note_failure(struct clocks_output *self, const char *subject, int error)
{
	complain(subject, "%s", strerror(-error));
	self->has_failed = true;
	self->lines = 0; /* the message is below them now, and stays */
}

static void put_row(struct clocks_output *self, const struct measurement *measurement)
{
	int error = 0;

	switch (self->options->format) {
	case FORMAT_TABLE:
		table_put(&self->table, measurement);
		break;
	case FORMAT_JSON:
		error = json_put(self->file, measurement);
		break;
	case FORMAT_CSV:
		csv_put(self->file, measurement, self->options->watch > 0);
		break;
	case FORMAT_PROMETHEUS:
		break; /* all at the end */
	}
	if (error < 0)
		note_failure(self, measurement->host, error);
}

/* What has no room in a row. */
static const char unsteady[] = "no steady drift explains its offsets: a clock was set, "
			       "or the drift has changed; it is measured anew";

/* Where a row does not meet the eye, or has no room for it, it is said by a message. */
static void warn(const struct clocks_output *self, const struct measurement *measurement)
{
	if (measurement->cause != NULL && is_table(self) && !self->is_terminal)
		complain(measurement->host, "%s", measurement->cause);
	if (measurement->is_unsteady)
		complain(measurement->host, "%s", unsteady);
}

static void put(struct clocks_output *self, const struct measurement *measurement)
{
	if (self->file != NULL && !self->is_plugin)
		put_row(self, measurement);
	if (!self->is_redrawn)
		warn(self, measurement);
	else if (measurement->is_unsteady && self->file != NULL)
		fprintf(self->file, "  %s\n", unsteady); /* below the row */
}

/* --- the round ----------------------------------------------------------------------------------
 */

/* The text over that of the round before: so many lines of it as the window has, and how many more
 * there are. */
static void draw(const struct clocks_output *self, FILE *file, unsigned *ret_lines)
{
	unsigned rows = terminal_size(STDOUT_FILENO).rows;
	const char *text = self->text;
	unsigned rest = 0;
	unsigned room;

	for (const char *end = strchr(text, '\n'); end != NULL; end = strchr(end + 1, '\n'))
		rest++;
	/* The cursor is below all of them. */
	room = rest < rows ? rest : rows - (rows > 1 ? 2 : 1);
	*ret_lines = room;
	if (self->lines > 0)
		fprintf(file, TERMINAL_UP, self->lines);
	fputs(TERMINAL_CLEAR_REST TERMINAL_NO_WRAP, file);
	for (; room > 0; room--, rest--) {
		size_t size = strcspn(text, "\n") + 1;

		fwrite(text, 1, size, file);
		text += size;
	}
	if (rest > 0) {
		fprintf(file, "... and %u lines more\n", rest);
		++*ret_lines;
	}
	fputs(TERMINAL_WRAP, file);
}

/* By one write, so that nobody is left with a picture in part, or with a terminal that wraps no
 * lines. */
static void redraw(struct clocks_output *self)
{
	char *picture = NULL;
	size_t size = 0;
	unsigned lines = 0;
	FILE *file = open_memstream(&picture, &size);
	int error = 0;

	if (file != NULL)
		draw(self, file, &lines);
	if (file == NULL || fclose(file) != 0) {
		note_failure(self, "clocks", -ENOMEM);
	} else {
		self->lines = lines;
		error = io_write(STDOUT_FILENO, picture, size);
	}
	if (error < 0) {
		note_failure(self, "standard output", error);
		self->is_broken = true;
	}
	free(picture);
}

static void open_text(struct clocks_output *self)
{
	self->text = NULL;
	self->file = open_memstream(&self->text, &self->text_size);
	if (self->file == NULL)
		note_failure(self, "clocks", -errno);
}

static void put_plain(char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		bool is_whole = text[size] == '\n';

		text[size] = '\0';
		if (size > 0 && text[size - 1] == '\r') /* the rows of CSV end with CR LF */
			text[size - 1] = '\0';
		plain_text(text);
		puts(text);
		text += size + is_whole;
	}
	fflush(stdout);
}

/* The text is all there, and goes to the terminal. */
static void close_text(struct clocks_output *self)
{
	if (fclose(self->file) != 0)
		note_failure(self, "clocks", -ENOMEM);
	else if (self->is_redrawn)
		redraw(self);
	else
		put_plain(self->text);
	free(self->text);
	self->file = NULL;
}

static void flush(struct clocks_output *self)
{
	if (!self->is_plain) {
		fflush(self->file);
		return;
	}
	close_text(self);
	open_text(self);
}

static void open_file(struct clocks_output *self)
{
	const struct clocks_options *options = self->options;
	int error;

	self->file = stdout;
	if (self->is_redrawn || self->is_plain) {
		open_text(self);
	} else if (options->output != NULL) {
		error = atomic_file_begin(&self->replace, options->output);
		self->file = error < 0 ? NULL : self->replace.file;
		if (error < 0)
			note_failure(self, options->output, error);
	}
	self->table.file = self->file;
}

void clocks_output_lack(struct clocks_output *self)
{
	self->lacks_hosts = true;
}

void clocks_output_begin(struct clocks_output *self)
{
	const struct clocks_options *options = self->options;
	bool is_anew = options->output != NULL || !self->has_begun;
	int64_t now = 0;

	self->next = 0;
	self->has_failed = false;
	open_file(self);
	if (self->file == NULL)
		return;
	progress_clear(self->progress);
	if (is_table(self)) {
		if (!is_anew && !self->is_redrawn)
			fputc('\n', self->file);
		now_get(&now);
		table_put_local(&self->table, now);
	} else if (options->format == FORMAT_CSV && !self->is_plugin && is_anew) {
		csv_begin(self->file, options->watch > 0);
	}
	self->has_begun = true;
	flush(self);
}

void clocks_output_host(struct clocks_output *self, size_t number)
{
	if (!is_streaming(self))
		return;
	if (self->options->order == ORDER_GIVEN && number != self->next)
		return;
	progress_clear(self->progress);
	if (self->options->order == ORDER_ARRIVAL)
		put(self, fleet_measurement(self->fleet, number));
	for (; self->options->order == ORDER_GIVEN && self->next < fleet_count(self->fleet);
		self->next++) {
		const struct measurement *measurement = fleet_measurement(self->fleet, self->next);

		if (measurement == NULL)
			break;
		put(self, measurement);
	}
	if (self->file != NULL && fleet_known(self->fleet) < fleet_count(self->fleet))
		flush(self);
}

static int compare_offsets(const void *a, const void *b)
{
	const struct measurement *one = a;
	const struct measurement *other = b;
	int64_t middle = 0;
	int64_t other_middle = 0;

	if (one->cause != NULL || other->cause != NULL)
		return (one->cause != NULL) - (other->cause != NULL);
	middle = interval_middle(one->offset);
	other_middle = interval_middle(other->offset);
	return (middle > other_middle) - (middle < other_middle);
}

/* In the order given; or by offset, and those without last. */
static void collect(struct clocks_output *self)
{
	size_t count = fleet_count(self->fleet);

	self->known = 0;
	if (self->measurements == NULL)
		self->measurements = calloc(count > 0 ? count : 1, sizeof *self->measurements);
	if (self->measurements == NULL) {
		note_failure(self, "clocks", -ENOMEM);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const struct measurement *measurement = fleet_measurement(self->fleet, i);

		if (measurement != NULL)
			self->measurements[self->known++] = *measurement;
	}
}

/* The rows that are not printed yet. */
static void put_rest(struct clocks_output *self)
{
	if (self->is_plugin)
		return;
	if (is_streaming(self)) {
		/* Only where the round was broken off: what is known behind the first gap. */
		for (; self->options->order == ORDER_GIVEN && self->next < fleet_count(self->fleet);
			self->next++) {
			const struct measurement *measurement =
				fleet_measurement(self->fleet, self->next);

			if (measurement != NULL)
				put(self, measurement);
		}
		return;
	}
	if (self->options->order == ORDER_OFFSET)
		qsort(self->measurements, self->known, sizeof *self->measurements, compare_offsets);
	for (size_t i = 0; i < self->known; i++)
		put(self, &self->measurements[i]);
}

static void put_spread(struct clocks_output *self, const struct spread *spread)
{
	char *text = table_describe_spread(self->measurements, spread, self->table.is_ascii);

	if (text == NULL)
		note_failure(self, "spread", -ENOMEM);
	else if (is_table(self) && self->file != NULL)
		fprintf(self->file, "spread: %s\n", text);
	else if (self->options->format != FORMAT_PROMETHEUS)
		complain("spread", "%s", text);
	free(text);
}

static void put_no_spread(const struct clocks_output *self)
{
	static const char cause[] = "two hosts that tell their time are needed";

	if (self->is_redrawn && self->file != NULL)
		fprintf(self->file, "spread: %s\n", cause);
	else
		complain("spread", "%s", cause);
}

static void put_plot(struct clocks_output *self)
{
	struct atomic_file replace;
	int error;

	if (self->options->plot_file == NULL) {
		unsigned columns = self->is_terminal ? terminal_size(STDOUT_FILENO).columns : 80;

		if (self->file == NULL)
			return;
		fputc('\n', self->file);
		error = histogram_put(
			self->file, self->measurements, self->known, columns, self->table.is_ascii);
		if (error < 0)
			note_failure(self, "plot", error);
		return;
	}
	if (is_kept_back(self))
		return;
	error = atomic_file_begin(&replace, self->options->plot_file);
	if (error >= 0)
		error = atomic_file_end(
			&replace, svg_put(replace.file, self->measurements, self->known));
	if (error < 0)
		note_failure(self, self->options->plot_file, error);
}

/* What is made of all readings together. */
static void put_summary(struct clocks_output *self)
{
	struct spread spread;
	bool has_spread = self->options->has_spread &&
			  spread_measure(self->measurements, self->known, &spread);

	self->nagios_state = nagios_judge(self->measurements, self->known, self->options->warning,
		self->options->critical, is_partial(self));
	if (self->is_plugin && self->file != NULL)
		nagios_put(self->file, self->measurements, self->known, self->options->warning,
			self->options->critical, is_partial(self));
	else if (self->options->format == FORMAT_PROMETHEUS && self->file != NULL &&
		 prometheus_put(self->file, self->measurements, self->known,
			 has_spread ? &spread : NULL) < 0)
		note_failure(self, "clocks", -ENOMEM);
	if (has_spread)
		put_spread(self, &spread);
	else if (self->options->has_spread)
		put_no_spread(self);
	if (self->options->has_plot)
		put_plot(self);
}

static void close_file(struct clocks_output *self)
{
	int error = 0;

	if (self->file == NULL)
		return;
	if (self->is_redrawn || self->is_plain) {
		close_text(self);
	} else if (self->options->output != NULL) {
		bool is_kept = is_kept_back(self);

		error = atomic_file_end(&self->replace, is_kept ? -ECANCELED : 0);
		if (error < 0 && !is_kept)
			note_failure(self, self->options->output, error);
	} else {
		fflush(self->file);
	}
	self->file = NULL;
}

void clocks_output_end(struct clocks_output *self)
{
	progress_clear(self->progress);
	collect(self);
	if (self->measurements != NULL) {
		put_rest(self);
		put_summary(self);
	}
	close_file(self);
}

bool clocks_output_is_broken(const struct clocks_output *self)
{
	return self->is_broken || ferror(stdout);
}

int clocks_output_status(const struct clocks_output *self)
{
	bool has_failed = self->has_failed || is_partial(self) || clocks_output_is_broken(self);

	if (self->options->is_plugin)
		return has_failed && self->nagios_state == NAGIOS_OK ? NAGIOS_UNKNOWN
								     : self->nagios_state;
	return has_failed || fleet_failed(self->fleet) > 0 ? STATUS_FAILED : STATUS_OK;
}

int clocks_output_new(const struct clocks_options *options, const struct fleet *fleet,
	struct progress *progress, struct clocks_output **ret)
{
	struct clocks_output *self = calloc(1, sizeof *self);

	if (self == NULL)
		return -ENOMEM;
	self->options = options;
	self->fleet = fleet;
	self->progress = progress;
	self->is_terminal = options->output == NULL && isatty(STDOUT_FILENO);
	self->is_plugin = options->is_plugin && !options->has_format;
	self->is_redrawn = options->watch > 0 && options->format == FORMAT_TABLE &&
			   options->output == NULL && terminal_can_move(STDOUT_FILENO);
	self->is_plain = self->is_terminal && !self->is_plugin && !is_table(self);
	self->table = (struct table){.is_precise = options->is_precise || options->watch > 0,
		.has_drift = options->watch > 0,
		.has_colour = options->output == NULL && terminal_has_colour(STDOUT_FILENO),
		.warning = options->warning >= 0 ? options->warning : WARNING,
		.critical = options->critical >= 0 ? options->critical : CRITICAL};
	setlocale(LC_CTYPE, "");
	self->table.is_ascii = options->is_ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	*ret = self;
	return 0;
}
