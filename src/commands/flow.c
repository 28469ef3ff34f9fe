/* SPDX-License-Identifier: ISC */
/* inetkit flow: the throughput of a host's discard, chargen and echo services. */
#include "base/service.h"
#include "client/dial.h"
#include "commands/command.h"
#include "commands/flow_report.h"
#include "commands/run.h"
#include "commands/throughput.h"
#include "generated/commands.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const enum throughput_kind choices[] = {
	[CHOICE_SERVICE_DISCARD] = THROUGHPUT_DISCARD,
	[CHOICE_SERVICE_CHARGEN] = THROUGHPUT_CHARGEN,
	[CHOICE_SERVICE_ECHO] = THROUGHPUT_ECHO,
};

enum { KINDS = sizeof choices / sizeof *choices };

struct flow {
	const char *host;
	struct target targets[KINDS];
	struct request request;
	bool is_chosen;            /* -s chooses kind; otherwise all are measured */
	enum throughput_kind kind; /* measured now */
	uint64_t duration;         /* of each measurement, in microseconds */
	struct run run;
	struct dial *dials[KINDS];
	struct throughput *throughput; /* NULL between two measurements */
	bool is_json;
	struct flow_report report; /* of the measurement now */
	unsigned measured;
	bool has_failed;
	bool is_interrupted;
};

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

/* Ends a measurement. figures is NULL if there was none, and cause is NULL unless it failed. */
static void end_one(struct flow *self, const struct throughput_figures *figures, const char *cause)
{
	flow_report_end(&self->report, figures, cause);
	if (cause != NULL && self->run.output_error == 0) {
		complain(self->host, "%s: %s", flow_report_name(self->kind), cause);
		self->has_failed = true;
	}
	next(self);
}

static void on_progress(struct throughput *throughput, void *userdata)
{
	struct flow *self = userdata;
	struct throughput_figures figures = throughput_figures(throughput);

	flow_report_second(&self->report, &figures);
}

static void on_done(struct throughput *throughput, const char *cause, void *userdata)
{
	struct flow *self = userdata;
	struct throughput_figures figures = throughput_figures(throughput);

	self->measured++;
	throughput_free(throughput);
	self->throughput = NULL;
	end_one(self, &figures, cause);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct flow *self = userdata;
	int error;

	if (fd < 0) {
		end_one(self, NULL, dial_cause(dial));
		return;
	}
	flow_report_head(&self->report, fd, self->duration);
	error = throughput_new(self->run.event, fd, self->kind, self->duration, self->request.limit,
		on_progress, on_done, self, &self->throughput);
	if (error < 0)
		end_one(self, NULL, strerror(-error));
}

static void start_one(struct flow *self)
{
	const struct target *target = &self->targets[self->kind];
	int error;

	flow_report_begin(&self->report, &self->run, self->is_json, self->kind, target);
	error = dial_new(self->run.event, self->run.resolver, target, &self->request, on_dialled,
		self, &self->dials[self->kind]);
	if (error < 0)
		end_one(self, NULL, strerror(-error));
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
	case OPTION_FORMAT:
		self->is_json = value->choice == CHOICE_FLOW_FORMAT_JSON;
		return NULL;
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
	const struct service *service = service_find(flow_report_name(kind));
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
		 "unix:path. Each second has a line, and the whole time has two. 1 MB is 1000000 "
		 "bytes.",
	.run = run,
	.take = take,
};
