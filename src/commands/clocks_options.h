/* What the options of inetkit clocks ask for. */
#ifndef INETKIT_COMMANDS_CLOCKS_OPTIONS_H
#define INETKIT_COMMANDS_CLOCKS_OPTIONS_H

#include "clocks/fleet.h"
#include "commands/command.h"
#include "generated/commands.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where an option was not given: NULL, 0 or false, or as it says. */
struct clocks_options {
	struct fleet_settings fleet; /* but for how many at once, unless it was given */
	const char **hosts_files;    /* those of --hosts, in order, and after them NULL */
	size_t hosts_files_count;
	enum choice_order order;
	enum choice_format format;
	const char *output;
	bool is_precise;
	bool has_spread;
	bool has_plot;
	const char *plot_file;
	bool is_ascii;
	bool has_format; /* it was asked for by name */
	uint64_t watch;  /* in microseconds */
	bool is_plugin;
	int64_t warning;  /* in nanoseconds, negative if not given */
	int64_t critical; /* the same */
};

/* Read them; operands are then at optind. -1 to go on, or the exit status. */
int clocks_options_read(
	const struct command *command, int argc, char *argv[], struct clocks_options *ret);

/* The take() of the command. */
const char *clocks_options_take(int id, const struct command_value *value, void *userdata);

#endif
