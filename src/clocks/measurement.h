/* What is known of one host's clock: the row of a table, the object of JSON. */
#ifndef INETKIT_CLOCKS_MEASUREMENT_H
#define INETKIT_CLOCKS_MEASUREMENT_H

#include "clocks/interval.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times and offsets are in nanoseconds, unless it says seconds. */
struct measurement {
	const char *host;       /* as it was given: any octets but NUL */
	const char *address;    /* numeric, or the path of unix:PATH; NULL if none was asked */
	uint16_t port;          /* 0 where there is none */
	const char *cause;      /* why the offset is not known; NULL if it is */
	struct interval offset; /* of the host's clock less the local one; not empty */
	int64_t rtt;            /* the shortest time from a question to its reply; -1 without one */
	unsigned probes;        /* how often the host was asked */
	int64_t time; /* Unix time in seconds that the last reply told; without one undefined */
	int64_t difference; /* time less the local time when that reply was there, in seconds */
	bool is_unsteady;   /* no steady drift explains its offsets: it is measured anew */
	bool has_drift;     /* what follows is known: with --watch, from the second round on */
	double drift_low;   /* of the rate by which the offset grows, in seconds per second */
	double drift_high;
};

#endif
