/* SPDX-License-Identifier: ISC */
/* Dates in the replies of daytime servers. */
#ifndef INETKIT_PROTOCOL_DAYTIME_DATE_H
#define INETKIT_PROTOCOL_DAYTIME_DATE_H

#include "protocol/daytime_zone.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a line and its NUL. Every known form is shorter. */
enum { DAYTIME_LINE_SIZE = 128 };

/* What is wrong with a line that has no known form. */
extern const char daytime_unknown[];

/* True if the text starts with this shape, in which '0' stands for any digit. */
bool daytime_has_shape(const char *text, const char *shape);

/*
 * Parses a date and its zone, in lower case and with single spaces, and returns its Unix time; it
 * changes the line. Returns NULL, or what is wrong with it, possibly in room.
 */
const char *daytime_date_parse(
	char line[DAYTIME_LINE_SIZE], int64_t *ret_seconds, char room[DAYTIME_ZONE_CAUSE_SIZE]);

#endif
