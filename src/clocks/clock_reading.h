/* SPDX-License-Identifier: ISC */
/* What one reply says about a clock. */
#ifndef INETKIT_CLOCKS_CLOCK_READING_H
#define INETKIT_CLOCKS_CLOCK_READING_H

#include <stdint.h>

/*
 * The clock showed at most `latest` when the request was sent, and at least `earliest` when the
 * reply arrived. Both are in nanoseconds after `time`, which keeps them small for any year; either
 * can be negative, and latest can be less than earliest.
 */
struct clock_reading {
	int64_t time; /* Unix time in seconds, which tables show */
	int64_t earliest;
	int64_t latest;
	int stratum;           /* of NTP (RFC 5905); -1: the protocol has none */
	int64_t root_distance; /* of NTP, in nanoseconds; -1: likewise */
	const char *remark;    /* what is doubtful about the clock, a static text; or NULL */
};

/* The clock was in this second, a Unix time, at some moment between request and reply: the reading
 * of a server that cuts off the fraction, as time(2) does. */
struct clock_reading clock_reading_of_second(int64_t second);

#endif
