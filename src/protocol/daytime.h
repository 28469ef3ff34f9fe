/*
 * What a server of the Daytime Protocol, RFC 867, says, as a time. The RFC leaves the form of the
 * line open; these are understood:
 *
 *   Sunday, November 22, 2026 09:54:19-UTC    the RFC's first suggestion: inetkit
 *   Sun Nov 22 09:54:19 2026                  asctime(3): the inetds
 *   Sun Nov 22 09:54:19 UTC 2026              date(1)
 *   22 NOV 2026 09:54:19 UTC                  xinetd
 *   Sun, 22 Nov 2026 09:54:19 +0000           RFC 5322
 *   2026-11-22T09:54:19Z                      RFC 3339, also with a space and a fraction
 *   61366 26-11-22 09:54:19 00 0 0 123.4 UTC(NIST) *
 *
 * The last is NIST's: the modified Julian date, the date and time of UTC, codes for summer time and
 * leap seconds, the server's health, and by how many milliseconds the line is sent early to make up
 * for the way to the client (https://www.nist.gov/pml/time-and-frequency-division/
 * time-distribution/internet-time-service-its).
 */
#ifndef INETKIT_PROTOCOL_DAYTIME_H
#define INETKIT_PROTOCOL_DAYTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With S for seconds and A for advance, the server's clock stood in [S - A, S + 1 s - A). */
struct daytime {
	int64_t seconds; /* Unix time */
	int64_t advance; /* in nanoseconds, from 0 to below 10 s; 0 unless the form is NIST's */
};

/* Room for a cause, its NUL included. */
enum { DAYTIME_CAUSE_SIZE = 160 };

/*
 * Read a reply. White space and NUL around the text do not count, nor does the case of letters.
 * Zones are UTC, UT, GMT, UCT, Z and offsets such as +0100, +01:00 and +01; without one it is UTC.
 * A weekday must be that of the date. Years are from 1900 to 9999 as written, and a leap second
 * counts as the first second of the next minute. False if it is not understood: then the cause is a
 * line of printable ASCII that shows the reply, or its beginning.
 */
bool daytime_parse(
	const char *reply, size_t size, struct daytime *ret, char ret_cause[DAYTIME_CAUSE_SIZE]);

#endif
