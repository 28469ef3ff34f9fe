/* SPDX-License-Identifier: ISC */
/*
 * Parses the replies of Daytime Protocol servers, RFC 867. The RFC does not specify the form of the
 * line. These are the known forms; daytime_date.c has the table:
 *
 *   Sunday, November 22, 2026 09:54:19-UTC    the RFC's first suggestion, and inetkit
 *   22 NOV 26 09:54:19 UTC                    its second one
 *   22 NOV 2026 09:54:19 UTC                  from xinetd
 *   Sun Nov 22 09:54:19 2026                  asctime(3), from inetd
 *   Sun Nov 22 09:54:19 UTC 2026              date(1)
 *   Sun Nov 22 09:54:19 AM UTC 2026           date(1) in en_US since glibc 2.29
 *   Sun 22 Nov 09:54:19 UTC 2026              date(1) in en_GB
 *   Sun 22 Nov 2026 09:54:19 AM UTC           strftime(3) with %c
 *   Sun, 22 Nov 2026 09:54:19 +0000           RFC 5322
 *   2026-11-22T09:54:19Z                      RFC 3339, also with a fraction, or a space for the T
 *   9:54:19 AM 11/22/2026                     Simple TCP/IP Services of Windows, in local time, in
 *   09:54:19 22.11.2026                       the form of its locale
 *   61366 26-11-22 09:54:19 00 0 0 123.4 UTC(NIST) *
 *
 * The last one comes from NIST: the modified Julian date, the UTC date and time, codes for summer
 * time and leap seconds, the server's health, and the milliseconds by which the server sends the
 * line early to compensate for the way to the client. See
 * https://www.nist.gov/pml/time-and-frequency-division/time-distribution/internet-time-service-its
 */
#ifndef INETKIT_PROTOCOL_DAYTIME_H
#define INETKIT_PROTOCOL_DAYTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * When the server sent the reply, its clock was between (seconds - advance), inclusive, and one
 * second more, exclusive.
 */
struct daytime {
	int64_t seconds; /* Unix time */
	int64_t advance; /* nanoseconds, 0 to less than 10 s; 0 unless the form is NIST's */
};

/* Bytes of a cause and its NUL. */
enum { DAYTIME_CAUSE_SIZE = 160 };

/*
 * Parses a reply. Ignores case, and white space and NULs around the text. The zone is an offset
 * such as +0100, +01:00 or +01, or a name that daytime_zone.c has; the default is UTC. The year is
 * from 1900 to 9999; one with two digits is from 1969 to 2068, as POSIX says of strptime(3). A
 * weekday must match the date. A leap second counts as the first second of the next minute.
 *
 * If the reply has none of the forms, or can be read as two dates or zones, returns false and a
 * cause: a line of printable ASCII that quotes the start of the reply.
 */
bool daytime_parse(const char *reply, size_t size, struct daytime *ret_daytime,
	char ret_cause[DAYTIME_CAUSE_SIZE]);

#endif
