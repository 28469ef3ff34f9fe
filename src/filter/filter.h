/* SPDX-License-Identifier: ISC */
/*
 * What all filters have in common: the options -h, -t and -V, the idle limit, and the exit status.
 *
 *	int main(int argc, char *argv[])
 *	{
 *		struct filter self = {.service = SERVICE_ECHO};
 *
 *		filter_begin(&self, argc, argv);
 *		sandbox_enter(&policy_echo, &self.log);
 *		return filter_end(&self, io_copy(STDIN_FILENO, STDOUT_FILENO));
 *	}
 *
 * -h, -V and wrong arguments end the process before it serves. If descriptor 1 is a connection,
 * only the protocol goes there.
 */
#ifndef INETKIT_FILTER_FILTER_H
#define INETKIT_FILTER_FILTER_H

#include "base/service.h"
#include "filter/log.h"

#include <stdbool.h>
#include <stdint.h>

/* Exit statuses. */
enum {
	FILTER_SERVED = 0, /* or the peer closed the connection, which is a normal end */
	FILTER_FAILED = 1,
	FILTER_USAGE = 2,
};

struct filter {
	struct service service;
	bool operands; /* the program takes operands */
	bool shared;   /* the program serves many peers, and has no idle limit for a connection */
	/*
	 * The program decides about a connection and executes another, which must find everything
	 * as it was: no idle limit, no signal but SIGALRM and SIGPIPE changed, which get
	 * their default, and descriptor 2 stays.
	 */
	bool chained;
	struct log log;
	unsigned idle; /* -t: seconds, 0 for no limit; valid after the last option */
};

/* The options of every filter for getopt(3). The filter's own letters follow. */
#define FILTER_OPTIONS "+:ht:V"

/*
 * Returns the next option that is not -h, -t or -V, with its argument in optarg, or 0 after the
 * last one. Then the operands start at optind, and the idle limit runs.
 */
int filter_option(struct filter *self, int argc, char *argv[], const char *options);

/* Reads the arguments of a filter that has no other options. */
void filter_begin(struct filter *self, int argc, char *argv[]);

/* The argument of an option as a number from min to max. Anything else is a usage error. */
int64_t filter_number(struct filter *self, int option, int64_t min, int64_t max);

/* Logs what is wrong with the arguments, and the usage. Exits with FILTER_USAGE. */
__attribute__((noreturn, format(printf, 2, 3))) void filter_refuse(
	struct filter *self, const char *format, ...);

/*
 * Replaces the idle limit; 0 means no limit. If that is not possible, logs why and exits with
 * FILTER_FAILED, because without a limit, silent peers would keep processes for ever.
 */
void filter_limit_idle(struct filter *self, unsigned seconds);

/* The exit status for the result of an io function: 0, or a negative errno, which is logged. */
int filter_end(struct filter *self, int error);

#endif
