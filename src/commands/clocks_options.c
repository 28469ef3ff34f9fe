/* SPDX-License-Identifier: ISC */
/* The options of inetkit clocks: see clocks_options.h. */
#include "commands/clocks_options.h"

#include "base/number.h"
#include "commands/clocks_files.h"
#include "format/nagios.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nanoseconds since 1970 in 64 bits reach all times within 68 years of the middle of these. */
enum { PIVOT_MIN = 1970, PIVOT_MAX = 2150 };

static const enum protocol protocols[] = {
	[CHOICE_PROTOCOL_TIME] = PROTOCOL_TIME,
	[CHOICE_PROTOCOL_DAYTIME] = PROTOCOL_DAYTIME,
	[CHOICE_PROTOCOL_NTP] = PROTOCOL_NTP,
	[CHOICE_PROTOCOL_HTTP] = PROTOCOL_HTTP,
	[CHOICE_PROTOCOL_ICMP] = PROTOCOL_ICMP,
};

static const char *take_number(const char *text, unsigned *ret_number)
{
	int64_t number;

	if (!number_parse(text, 1, UINT32_MAX, &number))
		return "not a number from 1 to 4294967295";
	*ret_number = (unsigned)number;
	return NULL;
}

static const char *take_retries(const char *text, unsigned *ret_number)
{
	int64_t number;

	if (!number_parse(text, 0, 1000, &number))
		return "not a number from 0 to 1000";
	*ret_number = (unsigned)number;
	return NULL;
}

/* The middle of the year to within a day: a year is taken as 365.2425 days. */
static const char *take_pivot(const char *text, struct time_query_settings *ret_settings)
{
	int64_t year;

	if (!number_parse(text, PIVOT_MIN, PIVOT_MAX, &year))
		return "not a year from 1970 to 2150";
	ret_settings->has_pivot = true;
	ret_settings->pivot = (2 * (year - 1970) + 1) * 31556952 / 2;
	return NULL;
}

static const char *take_hosts_file(const char *path, struct clocks_options *options)
{
	const char **files = reallocarray(
		options->hosts_files, options->hosts_files_count + 1, sizeof(const char *));

	if (files == NULL)
		return "out of memory";
	files[options->hosts_files_count++] = path;
	options->hosts_files = files;
	return NULL;
}

static const char *take_threshold(
	const struct command_value *value, struct clocks_options *options, int64_t *ret_threshold)
{
	options->is_plugin = true;
	*ret_threshold = (int64_t)value->microseconds * 1000;
	return NULL;
}

const char *clocks_options_take(int id, const struct command_value *value, void *userdata)
{
	struct clocks_options *self = userdata;
	struct host_settings *host = &self->fleet.host;
	unsigned number;
	const char *mistake;

	switch (id) {
	case OPTION_HOSTS:
		return take_hosts_file(value->text, self);
	case OPTION_PROTOCOL:
		host->query.protocol = protocols[value->choice];
		return NULL;
	case OPTION_PRECISE:
		self->is_precise = true;
		host->goal.width = (int64_t)value->microseconds * 1000;
		return NULL;
	case OPTION_PROBES:
		return take_number(value->text, &host->goal.probes);
	case OPTION_SPACING:
		host->has_spacing = true;
		host->goal.spacing = (int64_t)value->microseconds * 1000;
		return NULL;
	case OPTION_RETRIES:
		return take_retries(value->text, &host->retries);
	case OPTION_TIMEOUT:
		host->timeout = value->microseconds;
		return NULL;
	case OPTION_PARALLEL:
		mistake = take_number(value->text, &number);
		if (mistake == NULL)
			self->fleet.parallel = number;
		return mistake;
	case OPTION_RATE:
		return take_number(value->text, &self->fleet.rate) != NULL
			       ? "not a whole number of probes per second from 1 to 4294967295"
			       : NULL;
	case OPTION_PIVOT:
		return take_pivot(value->text, &host->query);
	case OPTION_ORDER:
		self->order = (enum choice_order)value->choice;
		return NULL;
	case OPTION_FORMAT:
		self->has_format = !value->is_standard;
		self->format = (enum choice_format)value->choice;
		return NULL;
	case OPTION_OUTPUT:
		self->output = value->text;
		return NULL;
	case OPTION_SPREAD:
		self->has_spread = true;
		return NULL;
	case OPTION_PLOT:
		self->has_plot = true;
		self->plot_file = value->text;
		return NULL;
	case OPTION_ASCII:
		self->is_ascii = true;
		return NULL;
	case OPTION_WATCH:
		self->watch = value->microseconds;
		return NULL;
	case OPTION_WARNING:
		return take_threshold(value, self, &self->warning);
	case OPTION_CRITICAL:
		return take_threshold(value, self, &self->critical);
	default:
		return "unknown option"; /* a row of commands.tsv without a case here */
	}
}

bool clocks_options_is_line(const struct clocks_options *self)
{
	return self->is_plugin && !self->has_format;
}

/* Returns NULL, or which options contradict each other. */
static const char *find_conflict(const struct clocks_options *self)
{
	bool is_line = clocks_options_is_line(self);
	const struct time_query_settings *query = &self->fleet.host.query;
	const struct protocol_kind *kind = &protocol_kinds[query->protocol];

	if (query->request.type == SOCK_DGRAM && !kind->has_udp && kind->type != SOCK_DGRAM)
		return "-u chooses between TCP and UDP only for the protocols time and daytime";
	/* Hosts with a scheme have the default port of their protocol. */
	if (query->request.port != NULL && strcmp(kind->port, TARGET_NO_PORT) == 0)
		return "-p has no effect on --protocol icmp, which has no ports";
	if (self->critical >= 0 && self->warning > self->critical)
		return "--warning is beyond --critical, so no clock could be WARNING";
	if (self->watch > 0 && is_line)
		return "--watch with --warning or --critical requires --format";
	if (self->has_spread && is_line)
		return "--spread with --warning or --critical requires --format";
	if (self->has_plot && self->plot_file == NULL &&
		(is_line || self->format != CHOICE_FORMAT_TABLE))
		return "--plot without a file requires the table format";
	return NULL;
}

/* A monitor shows the first line of standard output, and would take STATUS_USAGE for CRITICAL. */
static int refuse_as_plugin(const struct command *self, const char *cause)
{
	complain(self->name, "%s; see 'inetkit help %s'", cause, self->name);
	nagios_put_unknown(stdout, cause);
	return NAGIOS_UNKNOWN;
}

static int refuse_letters(const struct command *self, const char *cause)
{
	char text[512];

	snprintf(text, sizeof text,
		"%s; the thresholds are --warning and --critical, and -w is the timeout", cause);
	return refuse_as_plugin(self, text);
}

/*
 * An option of a monitoring plugin decides how to refuse the arguments: --warning and --critical,
 * or a letter that other plugins have and clocks does not, -c for the critical threshold and -H for
 * the host.
 */
static void find_refusal(int id, void *userdata)
{
	command_refusal **refusal = userdata;

	if (id == 'c' || id == 'H')
		*refusal = refuse_letters;
	else if ((id == OPTION_WARNING || id == OPTION_CRITICAL) && *refusal == NULL)
		*refusal = refuse_as_plugin;
}

static int read_options(
	const struct command *command, int argc, char *argv[], struct clocks_options *ret_options)
{
	struct request *request = &ret_options->fleet.host.query.request;
	struct target by_default;
	static char port[sizeof "65535"];
	const char *mistake;
	int status = command_options(command, argc, argv, request, ret_options);

	if (status >= 0)
		return status;
	/* The name of a service is looked up once here, not for each host. */
	if (request->port != NULL) {
		target_parse("localhost", request->port, &by_default); /* the port is valid */
		snprintf(port, sizeof port, "%u", by_default.port);
		request->port = port;
	}
	mistake = find_conflict(ret_options);
	if (mistake == NULL)
		mistake = clocks_files_find_conflict(ret_options);
	if (mistake != NULL)
		return command_refuse(command, "%s", mistake);
	return command_operands(command, argc, argv, ret_options->hosts_files_count == 0, INT_MAX);
}

int clocks_options_read(
	const struct command *command, int argc, char *argv[], struct clocks_options *ret_options)
{
	struct command plugin = *command;
	int status;

	*ret_options = (struct clocks_options){.warning = -1, .critical = -1};
	/* Before the options are read: an error can come before those of a plugin. */
	if (plugin.refuse == NULL)
		command_scan(command, argc, argv, find_refusal, &plugin.refuse);
	status = read_options(&plugin, argc, argv, ret_options);
	ret_options->thresholds =
		(struct nagios_thresholds){.warning = nagios_range_around(ret_options->warning),
			.critical = nagios_range_around(ret_options->critical)};
	if (!ret_options->is_precise)
		ret_options->fleet.host.goal.probes = 1;
	if (ret_options->is_plugin && ret_options->watch == 0 &&
		ret_options->fleet.host.timeout == 0)
		ret_options->fleet.host.timeout = CLOCKS_PLUGIN_TIMEOUT;
	ret_options->fleet.host.has_drift = ret_options->watch > 0;
	return status;
}
