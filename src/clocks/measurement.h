/* SPDX-License-Identifier: ISC */
/* The result for one host: a row of the table, an object in JSON. */
#ifndef INETKIT_CLOCKS_MEASUREMENT_H
#define INETKIT_CLOCKS_MEASUREMENT_H

#include "clocks/interval.h"
#include "clocks/protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times and offsets are in nanoseconds unless a comment says seconds. */
struct measurement {
	const char *host;       /* as given: any bytes except NUL */
	const char *address;    /* numeric, or the path of unix:PATH; NULL if none was probed */
	const char *previous;   /* the address of the round before, if the name has left it */
	uint16_t port;          /* 0 if there is none */
	enum protocol protocol; /* by which the host was asked */
	const char *cause;      /* why the offset is unknown; NULL if it is known */
	const char *lack;       /* why it is known less exactly than asked for, or NULL */
	bool is_cut;            /* an interrupt ended the measurement early */
	struct interval offset; /* the host's time minus the local time; not empty */
	int64_t rtt;            /* the shortest round trip; -1 without a reply */
	unsigned probes;        /* probes sent */
	int64_t time;           /* Unix time in seconds in the last reply; undefined without one */
	int64_t measured;       /* local time when that reply arrived, since 1970; 0 without one */
	int stratum;            /* see clock_reading.h */
	int64_t root_distance;
	const char *remark; /* likewise */
	int64_t difference; /* that time minus the local time when the reply arrived, in seconds */
	bool is_unsteady;   /* no constant drift fits the offsets: the drift restarts */
	bool has_drift;     /* the drift is known: with --watch, from the second round on */
	double drift_low;   /* bounds on the growth of the offset, in seconds per second */
	double drift_high;
};

#endif
