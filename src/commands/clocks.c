/* SPDX-License-Identifier: ISC */
/* inetkit clocks: how many seconds the clocks of hosts differ from the local clock. */
#include "commands/clocks.h"

#include "base/now.h"
#include "client/descriptors.h"
#include "client/privilege.h"
#include "client/progress.h"
#include "client/timer.h"
#include "clocks/hosts_file.h"
#include "commands/clocks_output.h"
#include "commands/run.h"
#include "format/nagios.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	/* Descriptors for anything but connections and lookups. */
	DESCRIPTORS_RESERVED = 24,
	/* One in this many connections is kept for a second address of a host. */
	SPARE_SHARE = 5,
	/* The default of --parallel, if there are descriptors for more. A host in flight takes 3
	 * KB, and over UDP one of the local ports, which are 28,232 by default (ip(7),
	 * ip_local_port_range). */
	PARALLEL_MAX = 8192,
};

/* 2020-01-01 as a Unix time: an earlier clock was never set. */
#define CLOCK_SET_AFTER INT64_C(1577836800)

struct clocks {
	struct clocks_options options;
	struct run run;
	size_t spare; /* connections that may be open besides one for each host */
	struct fleet *fleet;
	struct progress *progress;
	struct clocks_output *output;
	sd_event_source *next_round; /* with --watch */
	int64_t began;               /* start of this round: now_monotonic() */
	bool has_era;                /* a host's time is one of several, 136 years apart */
	bool is_interrupted;
};

/* --- hosts ------------------------------------------------------------------------------------ */

/* Adds a host as it was written; a mistake in it becomes its row. Returns 0 or a negative errno. */
static int add_host(struct clocks *self, const char *text, const char *mistake)
{
	const struct time_query_settings *query = &self->options.fleet.host.query;
	const struct protocol_kind *kind;
	struct host_spec spec = {.protocol = query->protocol, .target.given = text};

	if (mistake == NULL)
		mistake = host_spec_parse(text, query->protocol, query->request.port, &spec);
	kind = &protocol_kinds[spec.protocol];
	if (mistake == NULL && spec.target.path != NULL && !kind->has_udp &&
		kind->type != SOCK_STREAM)
		mistake = "a UNIX socket cannot be used with this protocol";
	else if (mistake == NULL && spec.target.path != NULL && kind->has_udp &&
		 query->request.type == SOCK_DGRAM)
		mistake = "a UNIX socket cannot be used with -u";
	if (mistake == NULL && kind->family == AF_INET &&
		(query->request.family == AF_INET6 || strchr(spec.target.host, ':') != NULL))
		mistake = "ICMP has time stamps for IPv4 only (RFC 792)";
	if (mistake == NULL)
		self->has_era |= spec.protocol == PROTOCOL_TIME || spec.protocol == PROTOCOL_NTP;
	if (kind->is_exact)
		clocks_output_set_exact(self->output);
	return fleet_add(self->fleet, &spec, mistake);
}

static int on_host(char *text, const char *mistake, void *userdata)
{
	/* The fleet refers to the text until the process ends. */
	return add_host(userdata, text, mistake);
}

static int add_hosts(struct clocks *self, int count, char *hosts[])
{
	const struct clocks_options *options = &self->options;
	int error = 0;

	for (int i = 0; i < count && error == 0; i++)
		error = add_host(self, hosts[i], NULL);
	for (size_t i = 0; i < options->hosts_files_count && error != -ENOMEM; i++) {
		const char *path = options->hosts_files[i];

		error = hosts_file_read(path, on_host, self);
		if (error < 0 && error != -ENOMEM) {
			complain(path, "cannot read hosts: %s",
				error == -EILSEQ ? "the list is in UTF-16; convert it with "
						   "'iconv -f UTF-16 -t UTF-8'"
						 : strerror(-error));
			clocks_output_set_incomplete(self->output);
			error = 0;
		}
	}
	return error;
}

/* --- descriptors ------------------------------------------------------------------------------ */

/* Divides the descriptors between hosts, their spare connections and lookups; --parallel limits the
 * hosts. */
static void share_descriptors(struct clocks *self)
{
	struct fleet_settings *settings = &self->options.fleet;
	size_t lookups = RESOLVER_THREADS;
	size_t limit = descriptors_raise_limit();
	size_t available = limit < DESCRIPTORS_RESERVED ? 0 : limit - DESCRIPTORS_RESERVED;

	/* Lookups get at most half. */
	if (lookups > available / 2 / RESOLVER_DESCRIPTORS)
		lookups = available / 2 / RESOLVER_DESCRIPTORS;
	available -= lookups * RESOLVER_DESCRIPTORS;
	self->spare = available / SPARE_SHARE;
	settings->host.query.request.spare = &self->spare;
	available -= self->spare;
	if (settings->parallel == 0)
		settings->parallel = PARALLEL_MAX;
	if (settings->parallel > available)
		settings->parallel = available > 0 ? available : 1;
	settings->lookups = lookups > 0 ? (unsigned)lookups : 1;
}

/* --- rounds ----------------------------------------------------------------------------------- */

/* The local clock chooses the era of RFC 868 and of RFC 5905 unless --pivot does. */
static void warn_unset(const struct clocks *self)
{
	int64_t now = 0;

	if (clocks_options_is_line(&self->options) || !self->has_era ||
		self->options.fleet.host.query.has_pivot || now_get(&now) < 0 ||
		now >= CLOCK_SET_AFTER)
		return;
	complain("local clock", "before 2020, so it was probably never set; --pivot YEAR gives the "
				"right times of the hosts");
}

/* Says once for all hosts what would allow raw sockets. */
static void report_icmp(const struct clocks *self)
{
	static char remedy[PATH_MAX + 40];
	char path[PATH_MAX];

	if (fleet_icmp_error(self->fleet) != -EPERM)
		return;
	if (realpath("/proc/self/exe", path) == NULL)
		strcpy(path, "inetkit");
	/* A monitor can show standard error instead of the line of a plugin. */
	if (clocks_options_is_line(&self->options)) {
		snprintf(remedy, sizeof remedy, "this gives it: setcap cap_net_raw+ep %s", path);
		clocks_output_set_remedy(self->output, remedy);
	} else {
		complain("icmp",
			"requires root or the capability CAP_NET_RAW, which this gives: "
			"setcap cap_net_raw+ep %s",
			path);
	}
}

static void begin_round(struct clocks *self)
{
	self->began = now_monotonic();
	clocks_output_begin(self->output);
	progress_start(self->progress);
	fleet_round(self->fleet);
}

static int on_next_round(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	begin_round(userdata);
	return 0;
}

static void on_host_known(size_t number, void *userdata)
{
	struct clocks *self = userdata;
	int64_t left;

	clocks_output_host(self->output, number);
	if (fleet_known(self->fleet) < fleet_count(self->fleet))
		return;
	progress_stop(self->progress);
	clocks_output_end(self->output);
	if (self->options.watch == 0 || self->is_interrupted ||
		clocks_output_is_broken(self->output)) {
		run_stop(&self->run);
		return;
	}
	left = (int64_t)self->options.watch - (now_monotonic() - self->began) / 1000;
	timer_start(self->next_round, left > 0 ? (uint64_t)left : 0);
}

/* Says how many hosts replied in the round that was cut off. */
static void report_interrupt(const struct clocks *self)
{
	char missing[80] = "";
	char lack[80] = "";
	size_t count = fleet_count(self->fleet);
	size_t replied = count - fleet_failed(self->fleet);
	size_t unknown = 0;
	size_t inexact = 0;

	for (size_t i = 0; i < count; i++) {
		const struct measurement *measurement = fleet_measurement(self->fleet, i);

		unknown += measurement->is_cut && measurement->cause != NULL;
		inexact += measurement->is_cut && measurement->lack != NULL;
	}
	if (inexact > 0)
		snprintf(lack, sizeof lack, ", %zu offset%s less exact than asked for", inexact,
			inexact == 1 ? " is" : "s are");
	if (unknown > 0)
		snprintf(missing, sizeof missing, ", %zu host%s not known", unknown,
			unknown == 1 ? " is" : "s are");
	complain("clocks", "interrupted: %zu of %zu host%s replied, %zu failed%s%s", replied, count,
		count == 1 ? "" : "s", count - replied - unknown, missing, lack);
}

/* Between two rounds nothing is left to print. */
static void on_interrupt(void *userdata)
{
	struct clocks *self = userdata;

	if (fleet_known(self->fleet) == fleet_count(self->fleet)) {
		run_stop(&self->run);
		return;
	}
	self->is_interrupted = true;
	clocks_output_set_interrupted(self->output);
	fleet_cut(self->fleet);
	if (!clocks_options_is_line(&self->options))
		report_interrupt(self);
}

static struct progress_count count_progress(void *userdata)
{
	const struct clocks *self = userdata;

	return (struct progress_count){.done = fleet_known(self->fleet),
		.all = fleet_count(self->fleet),
		.failed = fleet_failed(self->fleet)};
}

static int begin(struct clocks *self, int count, char *hosts[])
{
	struct fleet_settings *settings = &self->options.fleet;
	int error = run_begin(&self->run, settings->lookups, NULL, NULL);

	if (error >= 0)
		error = fleet_new(self->run.event, self->run.resolver, settings, on_host_known,
			self, &self->fleet);
	if (error >= 0)
		error = progress_new(self->run.event, count_progress, self, &self->progress);
	if (error >= 0)
		error = clocks_output_new(
			&self->options, self->fleet, self->progress, &self->output);
	if (error >= 0)
		error = timer_new(self->run.event, on_next_round, self, &self->next_round);
	if (error >= 0)
		error = add_hosts(self, count, hosts);
	/* Only now: while hosts are read from a terminal or a pipe, Ctrl-C ends the process. */
	return error < 0 ? error : interrupt_watch(self->run.event, on_interrupt, self);
}

int clocks_run(const struct command *command, const struct clocks_options *options, int count,
	char *hosts[])
{
	/* Static: it lives until the process ends. */
	static struct clocks self;
	int error;

	self.options = *options;
	/* A reader of rows or messages that is gone must not cost the files. */
	if (self.options.output != NULL || self.options.plot_file != NULL)
		signal(SIGPIPE, SIG_IGN);
	share_descriptors(&self);
	error = begin(&self, count, hosts);
	if (error >= 0) {
		privilege_drop();
		warn_unset(&self);
		report_icmp(&self);
		begin_round(&self);
		if (fleet_count(self.fleet) == 0)
			clocks_output_end(self.output);
		else
			error = run_loop(&self.run);
	}
	if (error < 0) {
		if (!clocks_options_is_line(&self.options))
			complain(command->name, "%s", strerror(-error));
		if (!self.options.is_plugin)
			return STATUS_FAILED;
		nagios_put_unknown(stdout, strerror(-error));
		return NAGIOS_UNKNOWN;
	}
	return clocks_output_status(self.output);
}

static int run(const struct command *command, int argc, char *argv[])
{
	/* Static, as its list of files lives until the process ends. */
	static struct clocks_options options;
	int status = clocks_options_read(command, argc, argv, &options);

	return status >= 0 ? status : clocks_run(command, &options, argc - optind, argv + optind);
}

static const struct command_option options[] = CLOCKS_OPTIONS;

const struct command clocks_command = {
	CLOCKS_COMMAND,
	.options = options,
	.notes = "All hosts are probed at the same time. A host is a name, an address, host:port,\n"
		 "[address]:port, protocol://host or unix:path.\n",
	.run = run,
	.take = clocks_options_take,
};
