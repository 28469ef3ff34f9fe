/*
 * What the arguments of time and daytime set, read in one place for the filter and the shared
 * server. Options that all programs of a kind have come first in the string for getopt(3).
 */
#ifndef INETKIT_FILTER_OPTIONS_H
#define INETKIT_FILTER_OPTIONS_H

#include "filter/filter.h"

#include <stdbool.h>
#include <stdint.h>

struct options_time {
	int64_t shift; /* of the clock, in seconds: -o; at most one era of the counter */
};

#define OPTIONS_TIME_OPTIONS "o:"

void options_time(struct options_time *ret, struct filter *filter, int argc, char *argv[],
	const char *options);

struct options_daytime {
	const char *format; /* for rfc867_encode(): -f */
	bool is_local;      /* not UTC, but the zone of tzset(3): -z */
};

#define OPTIONS_DAYTIME_OPTIONS "f:z:"

/* Sets or unsets the zone of the process too. */
void options_daytime(struct options_daytime *ret, struct filter *filter, int argc, char *argv[],
	const char *options);

/* Say that the format makes no line, and end. */
void options_daytime_refuse(struct filter *filter);

#endif
