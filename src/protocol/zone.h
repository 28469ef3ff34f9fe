/* Time zones by name, for local time. */
#ifndef INETKIT_PROTOCOL_ZONE_H
#define INETKIT_PROTOCOL_ZONE_H

#include <stdbool.h>

/* Where the zone files are, tzfile(5). */
#define ZONE_FOLDER "/usr/share/zoneinfo"

/*
 * Make a zone the one of tzset(3) and localtime_r(3): a file below ZONE_FOLDER such as
 * Europe/Berlin, or a description as POSIX has it, such as CET-1CEST,M3.5.0,M10.5.0/3, whose
 * summer time must have its rule. False for anything else: C libraries take it for UTC silently.
 */
bool zone_set(const char *zone);

#endif
