/* SPDX-License-Identifier: ISC */
/*
 * The Network Time Protocol, RFC 5905: the request of a client, and the reply of a server, which
 * has the same 48 bytes (section 7.3). What follows them, extension fields and a MAC, is ignored.
 */
#ifndef INETKIT_PROTOCOL_RFC5905_H
#define INETKIT_PROTOCOL_RFC5905_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RFC5905_SIZE = 48,       /* bytes of a request, and at least of a reply */
	RFC5905_CAUSE_SIZE = 80, /* bytes of a cause and its NUL */
};

/*
 * A reply. When the request arrived, the server's clock showed at most received, and when the reply
 * left, at least transmitted, both but for the precision: a server may fill the bits below its
 * precision at random. Times are in nanoseconds since 1970, durations in nanoseconds.
 */
struct rfc5905_reply {
	bool is_synchronised;    /* by its leap indicator and its stratum */
	uint8_t stratum;         /* 1: has a reference clock; 0, 16 and more: not synchronised */
	int64_t root_delay;      /* to the reference clock and back; rounded up */
	int64_t root_dispersion; /* rounded up */
	int64_t precision;       /* rounded up; at most a second */
	int64_t received;        /* rounded up */
	int64_t transmitted;     /* rounded down */
};

/*
 * Encodes a request of version 4. Everything else is zero, because the server needs nothing else of
 * us: the transmit timestamp is a nonce, not the time.
 */
void rfc5905_encode_request(uint64_t nonce, uint8_t ret_request[RFC5905_SIZE]);

/*
 * True if this is the reply of a server to a client's request; *ret_nonce is that of the request.
 * Anything else was not sent by a server, or not to us.
 */
bool rfc5905_is_reply(const uint8_t *data, size_t size, uint64_t *ret_nonce);

/*
 * True if such a reply is a kiss-o'-death (section 7.4): the server asks not to be asked again. It
 * has no times.
 */
bool rfc5905_is_kiss(const uint8_t reply[RFC5905_SIZE]);

/*
 * Decodes such a reply. Timestamps stand for times that are 2^32 s apart, first from 2036-02-07
 * 06:28:16 UTC on; those nearest to the given Unix time, in seconds, are meant. Returns false and
 * the cause, of printable ASCII, if a field is invalid or the reply is a kiss-o'-death.
 */
bool rfc5905_decode(const uint8_t reply[RFC5905_SIZE], int64_t near_unix_time,
	struct rfc5905_reply *ret_reply, char ret_cause[RFC5905_CAUSE_SIZE]);

#endif
