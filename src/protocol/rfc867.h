/* SPDX-License-Identifier: ISC */
/* The Daytime Protocol, RFC 867: one line of text. */
#ifndef INETKIT_PROTOCOL_RFC867_H
#define INETKIT_PROTOCOL_RFC867_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first form that the RFC suggests: Weekday, Month Day, Year Time-Zone. */
#define RFC867_FORMAT "%A, %B %-d, %Y %H:%M:%S-%Z"

/* Bytes of the longest reply with its CR LF, and a NUL. */
enum { RFC867_SIZE = 256 };

/*
 * Encodes a Unix time in seconds by a strftime(3) format in the C locale, in UTC or in the local
 * zone of tzset(3), and adds CR LF. Returns the length, or 0 if the result without CR LF is not 1
 * to RFC867_SIZE - 3 bytes of printable ASCII.
 */
size_t rfc867_encode(
	int64_t unix_time, const char *format, bool is_local, char ret_reply[RFC867_SIZE]);

#endif
