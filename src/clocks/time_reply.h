/* SPDX-License-Identifier: ISC */
/* The reply of a time service while it arrives, and the time in it. No sockets. */
#ifndef INETKIT_CLOCKS_TIME_REPLY_H
#define INETKIT_CLOCKS_TIME_REPLY_H

#include "protocol/daytime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum protocol {
	PROTOCOL_TIME,    /* RFC 868 */
	PROTOCOL_DAYTIME, /* RFC 867 */
};

enum { TIME_REPLY_SIZE = 256, TIME_REPLY_CAUSE_SIZE = DAYTIME_CAUSE_SIZE };

struct time_reply {
	enum protocol protocol;
	size_t size; /* bytes received so far */
	uint8_t data[TIME_REPLY_SIZE];
};

/* The maximum number of bytes to receive, at most TIME_REPLY_SIZE. */
size_t time_reply_room(const struct time_reply *self);

/* True once the reply contains the time: 4 bytes, or a whole line. */
bool time_reply_is_enough(const struct time_reply *self);

/*
 * Read the time from the reply: Unix time in seconds, and the server's declared advance (NIST) in
 * nanoseconds. near, a Unix time in seconds, resolves the 136-year ambiguity of RFC 868. Returns
 * false and says why in ret_cause if the reply is invalid.
 */
bool time_reply_parse(const struct time_reply *self, int64_t near, int64_t *ret_time,
	int64_t *ret_advance, char ret_cause[TIME_REPLY_CAUSE_SIZE]);

#endif
