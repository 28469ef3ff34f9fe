/* SPDX-License-Identifier: ISC */
/*
 * What is wrong with the options of a command, for command_options(). The messages name the word as
 * it was typed.
 */
#ifndef INETKIT_COMMANDS_COMMAND_MISTAKES_H
#define INETKIT_COMMANDS_COMMAND_MISTAKES_H

#include "commands/command.h"

#include <stdbool.h>

/*
 * Refuses an option for which getopt_long(3) returned this id, ':' or '?': an unknown letter, or a
 * name that is unknown, ambiguous, lacks its argument, or has one that it cannot have. Returns the
 * exit status.
 */
int command_refuse_option(const struct command *self, int argc, char *argv[], int id);

/*
 * Refuses the argument of the option that getopt_long(3) read last. is_long: the option was given
 * by its name. Returns the exit status.
 */
int command_refuse_argument(const struct command *self, int argc, char *argv[],
	const struct command_option *option, bool is_long, const char *argument,
	const char *mistake);

/*
 * Whether the word after an option is meant as its optional argument, although getopt_long(3) takes
 * it for an operand: a number, a path, or a file with the ending in "[file.svg]". Such a host
 * has to follow "--".
 */
bool command_is_argument(const struct command_option *option, const char *word);

/* Refuses such a word. Returns the exit status. */
int command_refuse_separated(
	const struct command *self, const struct command_option *option, const char *word);

#endif
