/* SPDX-License-Identifier: ISC */
/*
 * The Timestamp message of the Internet Control Message Protocol, RFC 792, page 16: a host answers
 * with its time of day, in milliseconds since midnight UTC. Only IPv4 has it.
 */
#ifndef INETKIT_PROTOCOL_RFC792_H
#define INETKIT_PROTOCOL_RFC792_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RFC792_SIZE = 20, /* bytes of a request, and of a reply without its IP header */
	RFC792_PACKET_SIZE = 60 + RFC792_SIZE, /* a reply with the longest IP header */
	RFC792_QUOTE_SIZE = 8,         /* bytes of a request that each report of an error has */
	RFC792_DAY = 24 * 3600 * 1000, /* milliseconds; a time of day is less */
};

/*
 * "If the time is not available in milliseconds or cannot be provided with respect to midnight UT
 * then any time can be inserted in a timestamp provided the high order bit of the timestamp is also
 * set to indicate this non-standard value."
 */
#define RFC792_NON_STANDARD UINT32_C(0x80000000)

/* What a reply repeats from its request. */
struct rfc792_request {
	uint16_t identifier;
	uint16_t sequence;
	uint32_t originate; /* the time of day of the client, or any value with the bit above */
};

struct rfc792_reply {
	struct rfc792_request request;
	uint32_t receive;  /* the time of day at which the host received the request */
	uint32_t transmit; /* the time of day at which it sent the reply */
};

void rfc792_encode(const struct rfc792_request *request, uint8_t ret_message[RFC792_SIZE]);

/*
 * Decode a packet with its IP header, as raw sockets receive it (raw(7)). Returns false if it is
 * anything but an undamaged time stamp reply.
 */
bool rfc792_decode(const uint8_t *packet, size_t size, struct rfc792_reply *ret_reply);

/* The times of a reply. */
struct rfc792_times {
	int64_t receive;  /* Unix time in milliseconds: the clock was in this millisecond, or in a
			     later one, when the request arrived */
	int64_t transmit; /* likewise, when the reply was sent; not less than receive */
	bool is_swapped;  /* the host sent the least significant byte first, as Windows does */
	/*
	 * The host sends the most significant byte first, as the RFC says, or the other way round:
	 * both give times of day, and the second one is nearer. Another reply can tell. The times
	 * are those by the RFC.
	 */
	bool is_ambiguous;
	/*
	 * The times are those in reverse order, but far from near, and the high bit is set: it can
	 * also mean that they are no times of day, of which one in fifty looks like this. A second
	 * reply like this makes that unlikely.
	 */
	bool is_doubtful;
};

/*
 * Read the times. near, a Unix time in milliseconds, gives the date, which the reply lacks: each
 * time is at most 12 hours from it. Returns NULL, or the reason why the reply has no usable times.
 */
const char *rfc792_read(
	const struct rfc792_reply *reply, int64_t near, struct rfc792_times *ret_times);

#endif
