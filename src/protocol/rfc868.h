/* The Time Protocol, RFC 868: seconds since 1900-01-01 00:00:00 UTC, modulo 2^32, in four octets.
 */
#ifndef INETKIT_PROTOCOL_RFC868_H
#define INETKIT_PROTOCOL_RFC868_H

#include <stdint.h>

/* From the protocol's epoch to Unix time's: seventy years, seventeen of them with a leap day. */
#define RFC868_UNIX_EPOCH INT64_C(2208988800)

enum { RFC868_SIZE = 4 };

/* The reply for a Unix time in seconds: most significant octet first. */
void rfc868_encode(int64_t unix_time, uint8_t ret_reply[RFC868_SIZE]);

/*
 * The Unix time a reply stands for: of the times that are 2^32 s apart, the one nearest to the
 * given one, so that the counter's wrap (2036-02-07 06:28:16 UTC is the first) does no harm.
 */
int64_t rfc868_decode(const uint8_t reply[RFC868_SIZE], int64_t near_unix_time);

#endif
