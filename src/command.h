/* The subcommands of inetkit, and what their options have in common. */
#ifndef INETKIT_COMMAND_H
#define INETKIT_COMMAND_H

#include "target.h"

/* The exit statuses of the client. */
enum {
	STATUS_OK = 0,
	STATUS_FAILED = 1, /* something that was asked for did not succeed */
	STATUS_USAGE = 2,
};

struct command {
	const char *name;
	const char *synopsis; /* options and operands */
	const char *summary;  /* one line */
	const char *options;  /* the help text, a line for each option */
	const char *letters;  /* the options, for getopt(3) */
	int (*run)(const struct command *self, int argc, char *argv[]);
};

extern const struct command get_command;
extern const struct command clocks_command;
extern const struct command talk_command;

/* The default of -w, in seconds. */
#define COMMAND_WAIT 10

/* The options that several subcommands have, for their help. */
#define COMMAND_STRING_(x) #x
#define COMMAND_STRING(x) COMMAND_STRING_(x)
#define COMMAND_FAMILY_HELP \
	"  -4, --ipv4          use only IPv4\n" \
	"  -6, --ipv6          use only IPv6\n"
#define COMMAND_WAIT_HELP \
	"  -w, --wait seconds  wait no longer than this for a look-up, a connection, or the\n" \
	"                      server's next words (" COMMAND_STRING(COMMAND_WAIT) ")\n"
#define COMMAND_HELP_HELP "  -h, --help          show this help\n"

/*
 * Read the options into the request, whose port must hold the default; operands are then at
 * optind. -1 to go on, or the exit status: help was shown, or a mistake reported.
 */
int command_options(const struct command *self, int argc, char *argv[], struct request *request);

/* Say what is wrong with the operands; the exit status. */
__attribute__((format(printf, 2, 3))) int command_refuse(
	const struct command *self, const char *format, ...);

/* The help of one subcommand, to standard output. */
void command_help(const struct command *self);

/* "inetkit: SUBJECT: cause" on standard error, with control characters made '?'. */
__attribute__((format(printf, 2, 3))) void complain(const char *subject, const char *format, ...);

#endif
