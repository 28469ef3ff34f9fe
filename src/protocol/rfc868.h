/* SPDX-License-Identifier: ISC */
/* The Time Protocol, RFC 868: seconds since 1900-01-01 00:00:00 UTC, modulo 2^32, in 4 bytes. */
#ifndef INETKIT_PROTOCOL_RFC868_H
#define INETKIT_PROTOCOL_RFC868_H

#include <stdint.h>

/* Seconds from 1900 to 1970: 70 years, 17 of them with a leap day. */
#define RFC868_UNIX_EPOCH INT64_C(2208988800)

enum { RFC868_SIZE = 4 }; /* bytes of a reply */

/* Encodes a Unix time in seconds, the most significant byte first. */
void rfc868_encode(int64_t unix_time, uint8_t ret_reply[RFC868_SIZE]);

/*
 * Decodes a reply. It stands for Unix times that are 2^32 s apart, because the counter wraps, first
 * at 2036-02-07 06:28:16 UTC. Returns the one nearest to the given time.
 */
int64_t rfc868_decode(const uint8_t reply[RFC868_SIZE], int64_t near_unix_time);

#endif
