/* SPDX-License-Identifier: ISC */
/*
 * The options of time and daytime, for the filter and the shared server. The string options is for
 * getopt(3): what the program itself takes, such as FILTER_OPTIONS, then the letters defined here.
 */
#ifndef INETKIT_FILTER_OPTIONS_H
#define INETKIT_FILTER_OPTIONS_H

#include "filter/filter.h"

#include <stdbool.h>
#include <stdint.h>

struct options_time {
	int64_t shift; /* -o: seconds to add to the clock, less than 2^32 in either direction */
};

#define OPTIONS_TIME_OPTIONS "o:"

/* Reads the arguments of time. */
void options_time(struct options_time *ret_options, struct filter *filter, int argc, char *argv[],
	const char *options);

struct options_daytime {
	const char *format; /* -f: see rfc867_encode() */
	bool is_local;      /* -z was given: use the local zone instead of UTC */
};

#define OPTIONS_DAYTIME_OPTIONS "f:z:"

/* Reads the arguments of daytime. Sets TZ in the environment for -z; -f without -z removes it. */
void options_daytime(struct options_daytime *ret_options, struct filter *filter, int argc,
	char *argv[], const char *options);

/* Refuses the format, which rfc867_encode() could not use: exits with FILTER_USAGE. */
__attribute__((noreturn)) void options_daytime_refuse(struct filter *filter);

#endif
