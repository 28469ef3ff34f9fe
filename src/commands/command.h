/* The subcommands of inetkit, and what their options have in common. */
#ifndef INETKIT_COMMANDS_COMMAND_H
#define INETKIT_COMMANDS_COMMAND_H

#include "client/target.h"

#include <stdbool.h>
#include <stdint.h>

/* The exit statuses of the client. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1, /* something that was asked for did not succeed */
	STATUS_USAGE = 2,
};

/* A row of src/commands.tsv, from which make generates NAME_COMMAND and NAME_OPTIONS. */
struct command_option {
	int id; /* its letter, or a number above all letters; 0 after the last one */
	const char *name;
	const char *argument; /* what the argument is called, in brackets if it can be left out */
	const char *kind;     /* "seconds", or "a|b|c" for one of these, or any other word */
	const char *standard; /* the argument where none is given, or NULL */
	const char *help;
};

/* The argument of an option, according to its kind. */
struct command_value {
	const char *text;      /* NULL if there is none */
	uint64_t microseconds; /* of seconds: above 0, at most a day */
	unsigned choice;       /* of one of several: which, from 0 */
	bool is_standard;      /* not given, but what is taken otherwise */
};

struct command {
	const char *name;
	const char *operands;
	const char *summary; /* one line */
	const struct command_option *options;
	const char *notes; /* the end of the help */
	int (*run)(const struct command *self, int argc, char *argv[]);
	/* Take one of the command's own options. NULL, or what is wrong with its argument. */
	const char *(*take)(int id, const struct command_value *value, void *userdata);
};

extern const struct command get_command;
extern const struct command clocks_command;
extern const struct command talk_command;
extern const struct command ping_command;
extern const struct command flow_command;

/*
 * Read the options: those that say how to connect into the request, whose port must hold the
 * default, and others by way of take(). The standard arguments come first, as if they had been
 * given. Operands are then at optind. -1 to go on, or the exit status: help was shown, or a mistake
 * reported.
 */
int command_options(const struct command *self, int argc, char *argv[], struct request *request,
	void *userdata);

/* Say what is wrong with the operands; the exit status. */
__attribute__((format(printf, 2, 3))) int command_refuse(
	const struct command *self, const char *format, ...);

/* The help of one subcommand, to standard output. */
void command_help(const struct command *self);

/* "inetkit: SUBJECT: cause" on standard error, with control characters made '?'. */
__attribute__((format(printf, 2, 3))) void complain(const char *subject, const char *format, ...);

#endif
