/* SPDX-License-Identifier: ISC */
/* The measurement of inetkit clocks, which check_clocks shares. */
#ifndef INETKIT_COMMANDS_CLOCKS_H
#define INETKIT_COMMANDS_CLOCKS_H

#include "commands/clocks_options.h"
#include "commands/command.h"

/* Measures these hosts and those of --hosts, and prints the result. The texts must live until the
 * process ends. Returns the exit status. */
int clocks_run(const struct command *command, const struct clocks_options *options, int count,
	char *hosts[]);

#endif
