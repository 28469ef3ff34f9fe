/* SPDX-License-Identifier: ISC */
/* Time zones by name, for local time. */
#ifndef INETKIT_PROTOCOL_ZONE_H
#define INETKIT_PROTOCOL_ZONE_H

#include <stdint.h>
#include <time.h>

/* The directory of the zone files, tzfile(5). */
#define ZONE_DIRECTORY "/usr/share/zoneinfo"

/*
 * Both functions return NULL, or why the zone cannot be used; the C library would silently use UTC.
 */

/*
 * Makes a zone the local zone of the process, for localtime_r(3): UTC, Etc/UTC or GMT, a file below
 * ZONE_DIRECTORY such as Europe/Berlin, or a POSIX string such as CET-1CEST,M3.5.0,M10.5.0/3, which
 * must have rules if it has summer time.
 */
const char *zone_set(const char *zone);

/*
 * Converts a time to local time, in the zone that TZ names: one of the above, or the path of a zone
 * file. Without TZ, the zone is that of /etc/localtime, and UTC if there is no such file or it is
 * a symbolic link to the missing file of UTC or GMT. tm_zone is not valid afterwards.
 */
const char *zone_local_time(int64_t unix_time, struct tm *ret_tm);

#endif
