/* SPDX-License-Identifier: ISC */
/* Time zones in the replies of daytime servers. */
#ifndef INETKIT_PROTOCOL_DAYTIME_ZONE_H
#define INETKIT_PROTOCOL_DAYTIME_ZONE_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a cause and its NUL. */
enum { DAYTIME_ZONE_CAUSE_SIZE = 64 };

/*
 * Parses a zone in lower case: an offset such as +0100, +01:00 or +01, or a name. An empty text is
 * UTC. Returns the offset in seconds east of UTC. is_rfc5322: the names of RFC 5322 mean what it
 * says, even if they are ambiguous elsewhere.
 *
 * If the zone is unknown or ambiguous, returns false and the cause; the cause is empty if the text
 * does not look like a zone.
 */
bool daytime_zone_parse(const char *text, bool is_rfc5322, int64_t *ret_offset,
	char ret_cause[DAYTIME_ZONE_CAUSE_SIZE]);

#endif
