/* SPDX-License-Identifier: ISC */
/* The commands of inetkit, and what they share: options, help and messages. */
#ifndef INETKIT_COMMANDS_COMMAND_H
#define INETKIT_COMMANDS_COMMAND_H

#include "client/target.h"

#include <stdbool.h>
#include <stdint.h>

/* The exit statuses of the client. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
};

/* A row of src/commands/commands.tsv, from which make generates NAME_COMMAND and NAME_OPTIONS. */
struct command_option {
	int id; /* its letter, or a number above all letters; 0 after the last option */
	const char *name;
	const char *argument; /* the name of the argument, in brackets if optional, or NULL */
	const char *kind;     /* "seconds", "a|b|c" for one of these, or a word for completions */
	const char *standard; /* the default argument, or NULL */
	const char *help;
};

/* The argument of an option, converted as its kind says. */
struct command_value {
	const char *text;      /* NULL without an argument */
	uint64_t microseconds; /* of seconds: above 0, at most a day */
	unsigned choice;       /* of "a|b|c": 0 for a; compare with the generated CHOICE_NAME_A */
	bool is_standard;      /* the default, not given by the user */
};

struct command;

/* Says what is wrong with the arguments. Returns the exit status. */
typedef int command_refusal(const struct command *self, const char *cause);

struct command {
	const char *name;
	const char *operands;
	const char *summary; /* one line */
	const struct command_option *options;
	const char *notes; /* the end of the help: sentences, printed by command_put_text() */
	int (*run)(const struct command *self, int argc, char *argv[]);
	/* Takes an option of this command. Returns NULL, or what is wrong with its argument. */
	const char *(*take)(int id, const struct command_value *value, void *userdata);
	command_refusal *refuse; /* NULL unless it replaces command_refuse() */
};

extern const struct command get_command;
extern const struct command clocks_command;
extern const struct command talk_command;
extern const struct command ping_command;
extern const struct command flow_command;
extern const struct command convert_command;

/* --- command.c: messages ---------------------------------------------------------------------- */

/* Prints "inetkit: SUBJECT: CAUSE" on standard error, as shown_copy() shows it. */
__attribute__((format(printf, 2, 3))) void complain(const char *subject, const char *format, ...);

/* Says what is wrong with the arguments, and where the help is. Returns the exit status. */
__attribute__((format(printf, 2, 3))) int command_refuse(
	const struct command *self, const char *format, ...);

/* --- command_options.c: options and operands -------------------------------------------------- */

/*
 * Reads the options. Those of the connection go into the request, whose port must hold the default;
 * the others go to take(), the defaults first. Afterwards the operands are at optind. Returns -1 to
 * go on, or the exit status after it printed the help or a message.
 */
int command_options(const struct command *self, int argc, char *argv[], struct request *request,
	void *userdata);

/*
 * Calls on_option with the id of each option, with or without mistakes in its argument, and with
 * each unknown letter; 0 is an unknown or ambiguous name, 1 an operand. Changes nothing.
 */
void command_scan(const struct command *self, int argc, char *argv[],
	void (*on_option)(int id, void *userdata), void *userdata);

/* Checks the number of operands, of which the first is a host. Returns -1 to go on, or the exit
 * status after a message. */
int command_operands(const struct command *self, int argc, char *argv[], int min, int max);

/* Takes the port at optind, if there is one; the host must not have one then. Returns -1 to go on,
 * or the exit status after a message. */
int command_port(const struct command *self, int argc, char *argv[], const char *host,
	struct request *request);

enum { COMMAND_MISTAKE_SIZE = 128 };

/* Returns NULL, or what is wrong with the argument of an option by its kind, possibly in buffer. */
const char *command_check_argument(const struct command_option *option, const char *argument,
	char buffer[COMMAND_MISTAKE_SIZE]);

/* The option with this id, or NULL. */
const struct command_option *command_find_option(const struct command *self, int id);

bool command_option_has_letter(const struct command_option *option);
bool command_option_is_optional(const struct command_option *option);

/* --- command_help.c: the help ----------------------------------------------------------------- */

/* Prints the help of a command on standard output. */
void command_help(const struct command *self);

/*
 * Prints words that blanks or newlines separate, and a newline, on standard output. The cursor is
 * in the column start, where further lines begin, too; no line is wider than LINE_COLUMNS.
 */
void command_put_text(const char *text, int start);

#endif
