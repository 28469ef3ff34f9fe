/* SPDX-License-Identifier: ISC */
/* inetkit flow: the throughput of a host's discard, chargen and echo services. */
#include "base/service.h"
#include "client/dial.h"
#include "client/endpoint.h"
#include "commands/command.h"
#include "commands/run.h"
#include "commands/throughput.h"
#include "generated/commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *figure; /* what happened to the bytes that count */
} kinds[] = {
	[THROUGHPUT_DISCARD] = {"discard", "acknowledged by the host"},
	[THROUGHPUT_CHARGEN] = {"chargen", "received"},
	[THROUGHPUT_ECHO] = {"echo", "returned"},
};

static const enum throughput_kind choices[] = {
	[CHOICE_SERVICE_DISCARD] = THROUGHPUT_DISCARD,
	[CHOICE_SERVICE_CHARGEN] = THROUGHPUT_CHARGEN,
	[CHOICE_SERVICE_ECHO] = THROUGHPUT_ECHO,
};

enum { KINDS = sizeof kinds / sizeof *kinds };

struct flow {
	const char *host;
	struct target targets[KINDS];
	struct request request;
	bool is_chosen;            /* -s chooses kind; otherwise all are measured */
	enum throughput_kind kind; /* measured now */
	uint64_t duration;         /* of each measurement, in microseconds */
	struct run run;
	struct dial *dials[KINDS];
	struct throughput *throughput;  /* NULL between two measurements */
	struct throughput_figures last; /* in the previous second */
	unsigned measured;
	bool has_failed;
	bool is_interrupted;
};

/* Reports that a service could not be measured, or not to the end. */
static void fail(struct flow *self, const char *cause)
{
	complain(self->host, "%s: %s", kinds[self->kind].name, cause);
	self->has_failed = true;
}

/* --- lines of output -------------------------------------------------------------------------- */

/* In megabytes per second, of a duration in nanoseconds. */
static double rate_of(uint64_t bytes, int64_t duration)
{
	return duration > 0 ? (double)bytes * 1e3 / (double)duration : 0;
}

static void on_progress(struct throughput *throughput, void *userdata)
{
	struct flow *self = userdata;
	struct throughput_figures now = throughput_figures(throughput);
	/* The number of bytes acknowledged is an estimate over a UNIX socket, and can shrink. */
	uint64_t bytes = now.bytes > self->last.bytes ? now.bytes - self->last.bytes : 0;
	double rate = rate_of(bytes, now.duration - self->last.duration);

	run_print(&self->run, "%-8s%8.0f s %12.3f MB/s %12.3f Mbit/s", kinds[self->kind].name,
		(double)now.duration / 1e9, rate, rate * 8);
	self->last = now;
}

static void print_summary(struct flow *self, const struct throughput_figures *figures)
{
	double rate = rate_of(figures->bytes, figures->duration);
	bool is_unix = self->targets[self->kind].path != NULL;
	char in_flight[80] = "";

	if (self->kind != THROUGHPUT_CHARGEN)
		snprintf(in_flight, sizeof in_flight, ", %" PRIu64 " more in flight",
			figures->in_flight);
	run_print(&self->run, "%-8s%8.3f s %12.3f MB/s %12.3f Mbit/s  %" PRIu64 " byte%s %s%s",
		kinds[self->kind].name, (double)figures->duration / 1e9, rate, rate * 8,
		figures->bytes, figures->bytes == 1 ? "" : "s",
		is_unix && self->kind == THROUGHPUT_DISCARD ? "read by the server"
							    : kinds[self->kind].figure,
		in_flight);
}

/* --- one service after the other -------------------------------------------------------------- */

static void start_one(struct flow *self);

static void next(struct flow *self)
{
	if (self->is_chosen || self->is_interrupted || self->kind + 1 == KINDS ||
		self->run.output_error < 0) {
		run_stop(&self->run);
		return;
	}
	self->kind++;
	start_one(self);
}

static void on_done(struct throughput *throughput, const char *cause, void *userdata)
{
	struct flow *self = userdata;
	struct throughput_figures figures = throughput_figures(throughput);

	print_summary(self, &figures);
	if (cause != NULL && self->run.output_error == 0)
		fail(self, cause);
	self->measured++;
	throughput_free(throughput);
	self->throughput = NULL;
	next(self);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct flow *self = userdata;
	struct endpoint endpoint;
	int error;

	if (fd < 0) {
		fail(self, dial_cause(dial));
		next(self);
		return;
	}
	endpoint_describe(fd, &self->targets[self->kind], &endpoint);
	self->last = (struct throughput_figures){.bytes = 0};
	if (!run_print(&self->run, "FLOW %s: %s for %g s", endpoint.text, kinds[self->kind].name,
		    (double)self->duration / 1e6))
		return;
	error = throughput_new(self->run.event, fd, self->kind, self->duration, self->request.limit,
		on_progress, on_done, self, &self->throughput);
	if (error < 0) {
		fail(self, strerror(-error));
		next(self);
	}
}

static void start_one(struct flow *self)
{
	int error = dial_new(self->run.event, self->run.resolver, &self->targets[self->kind],
		&self->request, on_dialled, self, &self->dials[self->kind]);

	if (error < 0) {
		fail(self, strerror(-error));
		next(self);
	}
}

/* Sums up the current measurement and starts no other. */
static void on_interrupt(void *userdata)
{
	struct flow *self = userdata;

	self->is_interrupted = true;
	if (self->throughput != NULL)
		throughput_stop(self->throughput);
	else
		run_stop(&self->run);
}

static int start(struct flow *self)
{
	int error = run_begin(&self->run, 1, on_interrupt, self);

	if (error < 0)
		return error;
	start_one(self);
	return run_loop(&self->run);
}

static const char *take(int id, const struct command_value *value, void *userdata)
{
	struct flow *self = userdata;

	switch (id) {
	case OPTION_SERVICE:
		self->is_chosen = true;
		self->kind = choices[value->choice];
		return NULL;
	case OPTION_TIME:
		self->duration = value->microseconds;
		return NULL;
	default:
		return "unknown option"; /* a row of commands.tsv without a case here */
	}
}

/* Uses the service's own port by default. Returns NULL, or what is wrong with the host. */
static const char *set_target(struct flow *self, enum throughput_kind kind)
{
	const struct service *service = service_find(kinds[kind].name);
	char port[sizeof "65535"];

	snprintf(port, sizeof port, "%d", service->port);
	return target_parse(self->host, self->request.port != NULL ? self->request.port : port,
		&self->targets[kind]);
}

/*
 * Three services have three ports, so that without -s the host must not have a port or be a UNIX
 * socket. Returns NULL, or what is wrong.
 */
static const char *set_targets(struct flow *self)
{
	const char *mistake;

	if (self->is_chosen)
		return set_target(self, self->kind);
	for (unsigned kind = 0; kind < KINDS; kind++) {
		mistake = set_target(self, kind);
		if (mistake != NULL)
			return mistake;
	}
	if (self->targets[THROUGHPUT_DISCARD].path != NULL)
		return "a UNIX socket requires -s, which names the service";
	if (self->targets[THROUGHPUT_DISCARD].port == self->targets[THROUGHPUT_CHARGEN].port)
		return "a port requires -s, which names the service";
	return NULL;
}

static int run(const struct command *command, int argc, char *argv[])
{
	/* Static: it lives until the process ends. */
	static struct flow self;
	int status = command_options(command, argc, argv, &self.request, &self);
	const char *mistake;
	int error;

	if (status < 0)
		status = command_operands(command, argc, argv, 1, 1);
	if (status >= 0)
		return status;
	self.host = argv[optind];
	if (self.request.port != NULL && !self.is_chosen)
		return command_refuse(command, "-p %s: a port requires -s, which names the service",
			self.request.port);
	mistake = set_targets(&self);
	if (mistake != NULL)
		return command_refuse(command, "'%s': %s", self.host, mistake);

	error = start(&self);
	if (error < 0) {
		complain(self.host, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	return run_status(&self.run, self.measured > 0 && !self.has_failed);
}

static const struct command_option options[] = FLOW_OPTIONS;

const struct command flow_command = {
	FLOW_COMMAND,
	.options = options,
	.notes = "The host is a name or an address; with -s also host:port, [address]:port or "
		 "unix:path.\nEach second has a line, and the whole time has another. 1 MB is "
		 "1000000 bytes.\n",
	.run = run,
	.take = take,
};
