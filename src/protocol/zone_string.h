/* SPDX-License-Identifier: ISC */
/* POSIX strings for time zones, as in TZ and at the end of zone files: POSIX.1-2024, chapter 8.3.
 */
#ifndef INETKIT_PROTOCOL_ZONE_STRING_H
#define INETKIT_PROTOCOL_ZONE_STRING_H

#include <stdbool.h>

/*
 * True for a name and an offset, such as EST5; then, optionally, the name of summer time and two
 * rules, such as CET-1CEST,M3.5.0,M10.5.0/3. Every C library reads such a string in the same way.
 */
bool zone_string_is_valid(const char *text);

#endif
