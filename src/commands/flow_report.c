/* SPDX-License-Identifier: ISC */
/* What inetkit flow prints: see flow_report.h. */
#include "commands/flow_report.h"

#include "base/decimal.h"
#include "commands/figure.h"
#include "commands/wrap.h"
#include "format/json_line.h"

#include <stddef.h>
#include <stdio.h>

static const struct {
	const char *name;
	const char *figure; /* what happened to the bytes that count */
} kinds[] = {
	[THROUGHPUT_DISCARD] = {"discard", "acknowledged by the host"},
	[THROUGHPUT_CHARGEN] = {"chargen", "received"},
	[THROUGHPUT_ECHO] = {"echo", "returned"},
};

const char *flow_report_name(enum throughput_kind kind)
{
	return kinds[kind].name;
}

void flow_report_begin(struct flow_report *self, struct run *run, bool is_json,
	enum throughput_kind kind, const struct target *target)
{
	*self = (struct flow_report){
		.run = run, .is_json = is_json, .kind = kind, .target = target};
}

/* In bits per second, of a duration in nanoseconds. */
static double rate_of(uint64_t bytes, int64_t duration)
{
	return duration > 0 ? (double)bytes * 8e9 / (double)duration : 0;
}

/* --- lines for people ------------------------------------------------------------------------- */

void flow_report_head(struct flow_report *self, int fd, uint64_t duration)
{
	const struct endpoint *endpoint = &self->endpoint;
	bool is_unix = self->target->path != NULL;
	struct wrap wrap;

	endpoint_describe(fd, self->target, &self->endpoint);
	self->is_connected = true;
	if (self->is_json)
		return;
	wrap_begin(&wrap, self->run);
	wrap_add(&wrap, "FLOW %s%s", endpoint->name, is_unix ? ":" : "");
	if (!is_unix)
		wrap_add(&wrap, "%s:", endpoint->way);
	wrap_add(&wrap, "%s for %g s", kinds[self->kind].name, (double)duration / 1e6);
	wrap_end(&wrap);
}

/* Prints the name, the seconds, and the rates in millions of bytes and of bits per second. */
static bool print_rates(struct flow_report *self, const char *seconds, double rate)
{
	char bytes[FIGURE_SIZE];
	char bits[FIGURE_SIZE];

	figure_format(rate / 8e6, bytes);
	figure_format(rate / 1e6, bits);
	return run_print(self->run, "%-8s%8s s %12s MB/s %12s Mbit/s", kinds[self->kind].name,
		seconds, bytes, bits);
}

void flow_report_second(struct flow_report *self, const struct throughput_figures *now)
{
	/* The number of bytes acknowledged is an estimate over a UNIX socket, and can shrink. */
	uint64_t bytes = now->bytes > self->last.bytes ? now->bytes - self->last.bytes : 0;
	double rate = rate_of(bytes, now->duration - self->last.duration);
	char seconds[FIGURE_SIZE];

	self->last = *now;
	if (self->is_json)
		return;
	snprintf(seconds, sizeof seconds, "%.0f", (double)now->duration / 1e9);
	print_rates(self, seconds, rate);
}

static void print_summary(struct flow_report *self, const struct throughput_figures *figures)
{
	bool is_read = self->kind == THROUGHPUT_DISCARD && self->target->path != NULL;
	double duration = (double)figures->duration / 1e9;
	char seconds[FIGURE_SIZE];
	char counted[FIGURE_SIZE];
	char more[FIGURE_SIZE];

	/* Whole seconds have all their digits, as in the lines above. */
	if (duration < 1000)
		figure_format(duration, seconds);
	else
		snprintf(seconds, sizeof seconds, "%.0f", duration);
	figure_format_bytes(figures->bytes, counted);
	figure_format_bytes(figures->in_flight, more);
	if (!print_rates(self, seconds, rate_of(figures->bytes, figures->duration)))
		return;
	run_print(self->run, "        %s %s%s%s%s", counted,
		is_read ? "read by the server" : kinds[self->kind].figure,
		self->kind == THROUGHPUT_CHARGEN ? "" : ", ",
		self->kind == THROUGHPUT_CHARGEN ? "" : more,
		self->kind == THROUGHPUT_CHARGEN ? "" : " more in flight");
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void add_figures(
	struct json_line *line, enum throughput_kind kind, const struct throughput_figures *figures)
{
	char seconds[DECIMAL_SIZE];

	decimal_format_seconds(figures->duration, DECIMAL_DIGITS, false, seconds);
	json_line_add_number(line, "seconds", seconds);
	json_line_add_count(line, "bytes", figures->bytes);
	if (kind == THROUGHPUT_CHARGEN)
		json_line_add_number(line, "in_flight", NULL);
	else
		json_line_add_count(line, "in_flight", figures->in_flight);
	json_line_add_count(line, "bits_per_second",
		(uint64_t)(rate_of(figures->bytes, figures->duration) + 0.5));
}

static void print_json(
	struct flow_report *self, const struct throughput_figures *figures, const char *cause)
{
	static const char *const unknown[] = {"seconds", "bytes", "in_flight", "bits_per_second"};
	const char *path = self->target->path;
	struct json_line line;

	json_line_begin(&line);
	json_line_add_text(&line, "host", self->target->given);
	if (path != NULL) {
		json_line_add_text(&line, "address", path);
		json_line_add_number(&line, "port", NULL);
	} else {
		json_line_add_text(
			&line, "address", self->is_connected ? self->endpoint.address : NULL);
		json_line_add_count(&line, "port", self->target->port);
	}
	json_line_add_text(&line, "service", kinds[self->kind].name);
	if (figures != NULL)
		add_figures(&line, self->kind, figures);
	for (size_t i = 0; figures == NULL && i < sizeof unknown / sizeof *unknown; i++)
		json_line_add_number(&line, unknown[i], NULL);
	json_line_add_text(&line, "error", cause);
	run_print_json(self->run, &line);
}

void flow_report_end(
	struct flow_report *self, const struct throughput_figures *figures, const char *cause)
{
	if (self->is_json)
		print_json(self, figures, cause);
	else if (figures != NULL)
		print_summary(self, figures);
}
