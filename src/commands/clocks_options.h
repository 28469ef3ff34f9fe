/* SPDX-License-Identifier: ISC */
/* The options of inetkit clocks. */
#ifndef INETKIT_COMMANDS_CLOCKS_OPTIONS_H
#define INETKIT_COMMANDS_CLOCKS_OPTIONS_H

#include "clocks/fleet.h"
#include "commands/command.h"
#include "format/nagios_verdict.h"
#include "generated/commands.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The default of --timeout for a monitoring plugin, in microseconds: NRPE kills a plugin after 10
 * s, and the answer of Nagios is then CRITICAL without a cause. */
enum { CLOCKS_PLUGIN_TIMEOUT = 9 * 1000 * 1000 };

/* NULL, 0 or false if an option was not given, unless a comment says otherwise. */
struct clocks_options {
	struct fleet_settings fleet; /* parallel is 0 unless given; lookups is not set */
	const char **hosts_files;    /* of --hosts, in order */
	size_t hosts_files_count;
	enum choice_order order;
	enum choice_format format;
	const char *output;
	bool is_precise;
	bool has_spread;
	bool has_plot;
	const char *plot_file;
	bool is_ascii;
	bool has_format; /* --format was given */
	uint64_t watch;  /* in microseconds */
	bool is_plugin;
	int64_t warning;  /* in nanoseconds, negative if not given */
	int64_t critical; /* likewise */
	struct nagios_thresholds
		thresholds; /* of the plugin: these two, or those of check_clocks */
	bool is_verbose;    /* the plugin adds a line for each host */
};

/* Reads the options; afterwards the operands are at optind. Returns -1 to go on, or the exit
 * status. */
int clocks_options_read(
	const struct command *command, int argc, char *argv[], struct clocks_options *ret_options);

/* Whether the line of the plugin replaces the rows. */
bool clocks_options_is_line(const struct clocks_options *self);

/* take() of struct command. */
const char *clocks_options_take(int id, const struct command_value *value, void *userdata);

#endif
