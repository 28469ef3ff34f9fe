/* SPDX-License-Identifier: ISC */
/*
 * check_clocks: inetkit clocks with the arguments that monitoring plugins have. Translates them
 * into those of clocks. https://www.monitoring-plugins.org/doc/guidelines.html says what a plugin
 * takes and prints. All messages go to standard output: Nagios shows no other, and Icinga would
 * show those of standard error first.
 */
#include "commands/check_clocks.h"

#include "commands/clocks.h"
#include "commands/command_mistakes.h"
#include "format/nagios.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char name[] = "check_clocks";

/* Arguments of clocks; getopt_long(3) takes no constants. */
static char operands_follow_word[] = "--";
static char port_word[] = "-p";
static char protocol_word[] = "--protocol";
static char timeout_word[] = "--timeout";
static char wait_word[] = "--wait";

/* In seconds, if neither is given: those of check_ntp_time. */
static const char default_warning[] = "60";
static const char default_critical[] = "120";

enum { OPTION_ID_PRECISE = 256 };

static const char letters[] = ":c:H:hP:p:t:Vvw:";

static const struct option long_options[] = {
	{"critical", required_argument, NULL, 'c'},
	{"help", no_argument, NULL, 'h'},
	{"hostname", required_argument, NULL, 'H'},
	{"port", required_argument, NULL, 'p'},
	{"precise", optional_argument, NULL, OPTION_ID_PRECISE},
	{"protocol", required_argument, NULL, 'P'},
	{"timeout", required_argument, NULL, 't'},
	{"verbose", no_argument, NULL, 'v'},
	{"version", no_argument, NULL, 'V'},
	{"warning", required_argument, NULL, 'w'},
	{NULL, 0, NULL, 0},
};

static const char help[] =
	"usage: check_clocks [-hVv] [-c range] [-H host] [-P protocol] [-p port]\n"
	"       [-t seconds] [-w range] [--precise[=seconds]] [host ...]\n"
	"Check by how many seconds the clocks of hosts differ from the local clock.\n\n"
	"  -c, --critical range       CRITICAL if an offset is outside of this range\n"
	"                             (120)\n"
	"  -H, --hostname host        check this host; can be repeated\n"
	"  -h, --help                 show this help\n"
	"  -P, --protocol protocol    ask by this protocol, as with inetkit clocks\n"
	"  -p, --port port            port, unless given in host:port (that of the\n"
	"                             protocol)\n"
	"      --precise[=seconds]    probe until the interval of the offset is this\n"
	"                             narrow (0.01)\n"
	"  -t, --timeout seconds      give up on a host after this time (9)\n"
	"  -V, --version              show the version\n"
	"  -v, --verbose              print a line for each host, too\n"
	"  -w, --warning range        WARNING if an offset is outside of this range (60)\n\n"
	"A range is in seconds: 10 is from -10 to 10, 10: at least 10, ~:10 at most 10,\n"
	"10:20 from 10 to 20, and @10:20 not from 10 to 20.\n";

/* What the arguments ask for. */
struct check {
	char **clocks; /* the arguments of clocks */
	int clocks_count;
	char **hosts; /* of -H, then the operands */
	int hosts_count;
	struct nagios_thresholds thresholds;
	bool is_verbose;
	bool is_long; /* the option being read was given by its name */
};

/* --- arguments -------------------------------------------------------------------------------- */

/* The exit status of all that is no result, also of the help and the version, as the guidelines
 * ask. */
static int refuse(const char *cause)
{
	nagios_put_unknown(stdout, cause);
	return NAGIOS_UNKNOWN;
}

static int refuse_command(const struct command *self __attribute__((unused)), const char *cause)
{
	return refuse(cause);
}

static int refuse_option(int id, const char *word)
{
	char cause[512];
	bool is_known = optopt > 0 && optopt != ':' && strchr(letters, optopt) != NULL;
	bool is_long = strncmp(word, "--", 2) == 0;
	const char *what = "unknown or ambiguous option";

	if (id == ':')
		what = "option requires an argument";
	else if (is_known)
		what = "option takes no argument";
	/* In the middle of -Xv, the word is still the one before it. */
	if (optopt > 0 && optopt <= 127 && (!is_long || !is_known))
		snprintf(cause, sizeof cause, "%s -- '%c'; see 'check_clocks -h'", what, optopt);
	else
		snprintf(cause, sizeof cause, "%s -- '%.200s'; see 'check_clocks -h'", what, word);
	return refuse(cause);
}

/* The option as it was typed. clocks would name its own one. */
static int refuse_argument(const struct check *self, int id, const char *mistake)
{
	char cause[512];
	const char *argument = optarg[0] == '\0' ? "''" : optarg;
	const struct option *option = long_options;

	while (option->val != id)
		option++;
	if (self->is_long)
		snprintf(cause, sizeof cause, "--%s %.200s: %s", option->name, argument, mistake);
	else
		snprintf(cause, sizeof cause, "-%c %.200s: %s", id, argument, mistake);
	return refuse(cause);
}

static void pass(struct check *self, char *option, char *argument)
{
	self->clocks[self->clocks_count++] = option;
	if (argument != NULL)
		self->clocks[self->clocks_count++] = argument;
}

/* Passes an option whose argument is right to clocks, where it has this id and this word. */
static int take_for_clocks(struct check *self, int id, int clocks_id, char *word)
{
	char buffer[COMMAND_MISTAKE_SIZE];
	const char *mistake = command_check_argument(
		command_find_option(&clocks_command, clocks_id), optarg, buffer);

	if (mistake != NULL)
		return refuse_argument(self, id, mistake);
	pass(self, word, optarg);
	return -1;
}

static int take_range(const struct check *self, int id, struct nagios_range *ret_range)
{
	const char *mistake = nagios_range_parse(optarg, ret_range);

	return mistake != NULL ? refuse_argument(self, id, mistake) : -1;
}

/* A number as the next word is refused here: clocks gets the hosts after "--", and would take it
 * for one of them. */
static int take_precise(struct check *self, char *word, const char *next)
{
	const struct command_option *option = command_find_option(&clocks_command, OPTION_PRECISE);
	struct command command = clocks_command;

	command.refuse = refuse_command;
	if (optarg == NULL && next != NULL && command_is_argument(option, next))
		return command_refuse_separated(&command, option, next);
	pass(self, word, NULL);
	return -1;
}

/* Takes the option in this word; next is the word after it, or NULL. Returns -1 to go on, or the
 * exit status. */
static int take(struct check *self, int id, char *word, const char *next)
{
	switch (id) {
	case 'c':
		return take_range(self, id, &self->thresholds.critical);
	case 'w':
		return take_range(self, id, &self->thresholds.warning);
	case 'H':
		self->hosts[self->hosts_count++] = optarg;
		return -1;
	case 'h':
		fputs(help, stdout);
		return NAGIOS_UNKNOWN;
	case 'P':
		return take_for_clocks(self, id, OPTION_PROTOCOL, protocol_word);
	case 'p':
		return take_for_clocks(self, id, OPTION_PORT, port_word);
	case OPTION_ID_PRECISE:
		return take_precise(self, word, next);
	case 't':
		/* Each wait may take the whole time, so that only -t ends the measurement. */
		pass(self, wait_word, optarg);
		return take_for_clocks(self, id, OPTION_TIMEOUT, timeout_word);
	case 'V':
		puts("check_clocks (inetkit) " INETKIT_VERSION);
		return NAGIOS_UNKNOWN;
	case 'v':
		self->is_verbose = true;
		return -1;
	default:
		return refuse_option(id, word);
	}
}

static int take_thresholds(struct nagios_thresholds *thresholds)
{
	if (!thresholds->warning.is_set && !thresholds->critical.is_set) {
		nagios_range_parse(default_warning, &thresholds->warning);
		nagios_range_parse(default_critical, &thresholds->critical);
	}
	if (nagios_range_is_wider(&thresholds->warning, &thresholds->critical))
		return refuse("-w is beyond -c, so no clock could be WARNING");
	return -1;
}

/* Returns -1 to go on, or the exit status. */
static int read_arguments(struct check *self, int argc, char *argv[])
{
	int status = -1;
	int index = -1;
	int id;

	pass(self, name, NULL);
	opterr = 0;
	while (status < 0 && (id = getopt_long(argc, argv, letters, long_options, &index)) != -1) {
		self->is_long = index >= 0;
		index = -1;
		status = take(self, id, argv[optind - 1], argv[optind]);
	}
	if (status < 0)
		status = take_thresholds(&self->thresholds);
	for (int i = optind; i < argc; i++)
		self->hosts[self->hosts_count++] = argv[i];
	/* clocks wants a host, and checks only that there is one. */
	pass(self, operands_follow_word, NULL);
	for (int i = 0; i < self->hosts_count; i++)
		pass(self, self->hosts[i], NULL);
	return status;
}

/* --- the check -------------------------------------------------------------------------------- */

static int run(struct check *self)
{
	struct command command = clocks_command;
	struct clocks_options options;
	struct host_settings *host = &options.fleet.host;
	int status;

	command.name = name;
	command.refuse = refuse_command;
	optind = 0; /* getopt_long(3) begins again */
	status = clocks_options_read(&command, self->clocks_count, self->clocks, &options);
	if (status >= 0)
		return status;
	if (host->timeout == 0) {
		host->timeout = CLOCKS_PLUGIN_TIMEOUT;
		host->query.request.limit = CLOCKS_PLUGIN_TIMEOUT;
	}
	options.is_plugin = true;
	options.is_verbose = self->is_verbose;
	options.thresholds = self->thresholds;
	return clocks_run(&command, &options, self->hosts_count, self->hosts);
}

bool check_clocks_is_meant(const char *program)
{
	const char *slash = strrchr(program, '/');

	return strcmp(slash != NULL ? slash + 1 : program, name) == 0;
}

int check_clocks(int argc, char *argv[])
{
	struct check self = {
		/* Each argument becomes at most four of clocks, and some are always passed. */
		.clocks = calloc(4 * (size_t)argc + 8, sizeof(char *)),
		.hosts = calloc((size_t)argc + 1, sizeof(char *)),
	};
	int status;

	if (self.clocks == NULL || self.hosts == NULL)
		status = refuse(strerror(ENOMEM));
	else
		status = read_arguments(&self, argc, argv);
	if (status < 0)
		status = run(&self);
	free(self.clocks);
	free(self.hosts);
	return status;
}
