/* The Daytime Protocol, RFC 867: one line of text. */
#ifndef INETKIT_PROTOCOL_RFC867_H
#define INETKIT_PROTOCOL_RFC867_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The form that the RFC suggests first: Weekday, Month Day, Year Time-Zone. */
#define RFC867_FORMAT "%A, %B %-d, %Y %H:%M:%S-%Z"

/* Room for any reply, CR LF and a NUL included. */
enum { RFC867_SIZE = 256 };

/*
 * The reply for a Unix time in seconds: what the strftime(3) format makes of it in the C locale,
 * in UTC or in the zone of tzset(3), and CR LF. Its length, or 0 where the format makes no line of
 * printable ASCII that fits.
 */
size_t rfc867_encode(
	int64_t unix_time, const char *format, bool is_local, char ret_reply[RFC867_SIZE]);

#endif
