/* SPDX-License-Identifier: ISC */
/* inetkit ping: the round trip through the echo service of each host, RFC 862. */
#include "commands/ping_host.h"

#include "base/number.h"
#include "client/descriptors.h"
#include "commands/command.h"
#include "commands/ping_report.h"
#include "generated/commands.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	COUNT_MAX = 1000000000,
	INTERVAL_MIN = 1000, /* microseconds; a shorter interval would flood the host */
};

static void on_interrupt(void *userdata)
{
	struct ping *self = userdata;

	run_stop(&self->run);
}

static void on_quit(void *userdata)
{
	const struct ping *self = userdata;

	for (size_t i = 0; i < self->host_count; i++)
		ping_text_status(&self->hosts[i]);
}

/* Pings all hosts. Returns 0 or a negative errno. */
static int ping_all(struct ping *self)
{
	unsigned lookups =
		self->host_count < RESOLVER_THREADS ? (unsigned)self->host_count : RESOLVER_THREADS;
	int error;

	/* Each host has a socket. */
	descriptors_raise_limit();
	error = run_begin(&self->run, lookups, on_interrupt, self);
	if (error >= 0)
		error = interrupt_watch_quit(self->run.event, on_quit, self);
	if (error < 0)
		return error;
	self->request.is_timed = true;
	self->pinged = self->host_count;
	for (size_t i = 0; i < self->host_count; i++)
		ping_host_begin(&self->hosts[i]);
	error = run_loop(&self->run);
	for (size_t i = 0; i < self->host_count; i++)
		ping_host_end(&self->hosts[i]);
	for (size_t i = 0; i < self->host_count; i++)
		ping_report_summary(&self->hosts[i]);
	return error;
}

/* --- options and operands --------------------------------------------------------------------- */

static const char *take_size(struct ping *self, const char *text)
{
	int64_t size;

	if (!number_parse(text, ECHO_REQUEST_MIN, ECHO_REQUEST_MAX, &size))
		return "not a number from 32 to 65507";
	self->size = (size_t)size;
	return NULL;
}

static const char *take(int id, const struct command_value *value, void *userdata)
{
	struct ping *self = userdata;
	int64_t count;

	switch (id) {
	case OPTION_COUNT:
		if (!number_parse(value->text, 1, COUNT_MAX, &count))
			return "not a number from 1 to 1000000000";
		self->count = (uint64_t)count;
		return NULL;
	case OPTION_FORMAT:
		self->is_json = value->choice == CHOICE_PING_FORMAT_JSON;
		return NULL;
	case OPTION_INTERVAL:
		if (value->microseconds < INTERVAL_MIN)
			return "less than 0.001 s";
		self->interval = value->microseconds;
		return NULL;
	case OPTION_QUIET:
		self->is_quiet = true;
		return NULL;
	case OPTION_SIZE:
		return take_size(self, value->text);
	default:
		return "unknown option"; /* a row of commands.tsv without a case here */
	}
}

/* Returns NULL, or what is wrong with the host. */
static const char *set_target(const struct ping *self, const char *host, struct target *ret_target)
{
	const char *mistake = target_parse(host, self->request.port, ret_target);

	if (mistake == NULL && ret_target->path != NULL && self->request.type == SOCK_DGRAM)
		mistake = "a UNIX socket cannot be used with -u";
	return mistake;
}

/* Returns -1 to go on, or the exit status after a message. */
static int take_hosts(
	struct ping *self, const struct command *command, int count, char *const operands[])
{
	self->host_count = (size_t)count;
	self->hosts = calloc(self->host_count, sizeof *self->hosts);
	if (self->hosts == NULL) {
		complain(command->name, "%s", strerror(ENOMEM));
		return STATUS_FAILED;
	}
	for (int i = 0; i < count; i++) {
		const char *mistake = set_target(self, operands[i], &self->hosts[i].target);

		if (mistake != NULL)
			return command_refuse(command, "'%s': %s", operands[i], mistake);
		/* The resolver would take it for an address: 7 for 0.0.0.7. */
		if (i > 0 && strspn(operands[i], "0123456789") == strlen(operands[i]))
			return command_refuse(command,
				"'%s': not a host; -p %s or %s:%s sets the port", operands[i],
				operands[i], operands[i - 1], operands[i]);
		self->hosts[i].ping = self;
	}
	return -1;
}

static bool has_each_replied(const struct ping *self)
{
	for (size_t i = 0; i < self->host_count; i++)
		if (self->hosts[i].received == 0 || self->hosts[i].has_failed)
			return false;
	return true;
}

static int run(const struct command *command, int argc, char *argv[])
{
	/* Static: it lives until the process ends. */
	static struct ping self;
	int status = command_options(command, argc, argv, &self.request, &self);
	int error;

	if (status < 0)
		status = command_operands(command, argc, argv, 1, INT_MAX);
	if (status < 0)
		status = take_hosts(&self, command, argc - optind, argv + optind);
	if (status >= 0)
		return status;
	error = ping_all(&self);
	if (error < 0) {
		complain(command->name, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	return run_status(&self.run, has_each_replied(&self));
}

static const struct command_option options[] = PING_OPTIONS;

const struct command ping_command = {
	PING_COMMAND,
	.options = options,
	.notes = "All hosts are pinged at the same time. A host is a name, an address, host:port, "
		 "[address]:port or unix:path. Over TCP, all probes to a host use one connection, "
		 "each after the reply to the previous one. The exit status is 0 if each host "
		 "replied.",
	.run = run,
	.take = take,
};
