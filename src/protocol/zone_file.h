/* SPDX-License-Identifier: ISC */
/* Zone files in the format TZif: tzfile(5), RFC 8536. */
#ifndef INETKIT_PROTOCOL_ZONE_FILE_H
#define INETKIT_PROTOCOL_ZONE_FILE_H

#include <stdint.h>

enum { ZONE_NAME_SIZE = 64, ZONE_RULE_SIZE = 256 }; /* bytes, with the NUL */

/* What a zone file says about a moment. */
struct zone_moment {
	/* The POSIX string that holds from the last transition on, or "" if the next two hold. */
	char rule[ZONE_RULE_SIZE];
	int32_t offset; /* seconds east of UTC */
	char name[ZONE_NAME_SIZE];
};

/*
 * Reads a whole zone file and checks it. Returns 0, or a negative errno: one of open(2), fstat(2)
 * or read(2), -EBADMSG if it is not a zone file or is incomplete. Never blocks on a FIFO.
 */
int zone_file_read(const char *path, int64_t unix_time, struct zone_moment *ret_moment);

#endif
