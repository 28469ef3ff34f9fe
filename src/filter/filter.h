/*
 * What all filters have in common: the options -h, -t and -V, the exit status, and that nothing
 * but the protocol goes to descriptor 1.
 *
 *	struct filter self = {.service = SERVICE_ECHO};
 *
 *	while (filter_option(&self, argc, argv, FILTER_OPTIONS) > 0)
 *		;
 *	if (self.done)
 *		return self.status;
 */
#ifndef INETKIT_FILTER_FILTER_H
#define INETKIT_FILTER_FILTER_H

#include "base/service.h"
#include "filter/log.h"

#include <stdbool.h>
#include <stdint.h>

/* The exit statuses of every filter. */
enum {
	FILTER_SERVED = 0, /* or the peer went away: a normal end */
	FILTER_FAILED = 1,
	FILTER_USAGE = 2,
};

struct filter {
	struct service service;
	bool operands; /* whether it takes any */
	bool shared;   /* it serves many peers: no limit for an idle one */
	struct log log;
	unsigned idle; /* -t, in seconds, 0 for none; valid once the options have ended */
	bool done;     /* there is nothing to serve: return status */
	int status;
};

/* For getopt(3): what every filter takes, to be followed by the filter's own letters. */
#define FILTER_OPTIONS "+:ht:V"

/*
 * The next of the filter's own options, with its argument in optarg; 0 when they have ended, which
 * leaves operands at optind. Unless there was a mistake, the idle limit runs from then on.
 */
int filter_option(struct filter *self, int argc, char *argv[], const char *options);

/* The argument of an option as a number from min to max; anything else ends in usage. */
int64_t filter_number(struct filter *self, int option, int64_t min, int64_t max);

/* Say what is wrong with the arguments, and end. */
__attribute__((format(printf, 2, 3))) void filter_refuse(
	struct filter *self, const char *format, ...);

/* The exit status for the result of an io function: 0, or a negative errno, which is reported. */
int filter_end(struct filter *self, int error);

#endif
