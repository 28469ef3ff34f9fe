/* Time zones by name, for local time. */
#ifndef INETKIT_PROTOCOL_ZONE_H
#define INETKIT_PROTOCOL_ZONE_H

#include <stdbool.h>

/* The directory of the zone files, tzfile(5). */
#define ZONE_DIRECTORY "/usr/share/zoneinfo"

/*
 * Makes a zone the local zone of the process, for localtime_r(3): UTC, a file below ZONE_DIRECTORY
 * such as Europe/Berlin, or a POSIX string such as CET-1CEST,M3.5.0,M10.5.0/3, which must have
 * rules if it has summer time. Returns false for anything else; tzset(3) would silently use UTC.
 */
bool zone_set(const char *zone);

#endif
