/* SPDX-License-Identifier: ISC */
/* The request for the time and its reply while it arrives, in any protocol. No sockets. */
#ifndef INETKIT_CLOCKS_TIME_REPLY_H
#define INETKIT_CLOCKS_TIME_REPLY_H

#include "client/target.h"
#include "clocks/clock_reading.h"
#include "clocks/protocol.h"
#include "protocol/daytime.h"
#include "protocol/http_head.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TIME_REQUEST_SIZE = 2048, /* the longest request */
	TIME_REPLY_SIZE = 256,    /* the most bytes to receive at a time */
	TIME_REPLY_CAUSE_SIZE = DAYTIME_CAUSE_SIZE,
};

enum time_reply_state {
	TIME_REPLY_PARTIAL,  /* more bytes, or another reply, are needed */
	TIME_REPLY_ENOUGH,   /* the time is there, but more bytes could follow */
	TIME_REPLY_COMPLETE, /* nothing follows */
	TIME_REPLY_REFUSED,  /* the server asks to be left alone; it is invalid, see parse */
	TIME_REPLY_FOREIGN,  /* a datagram that answers no request of this reply: ignored */
};

struct time_reply {
	enum protocol protocol;
	bool is_datagram;
	const struct target *target; /* for a request that names the host */
	const char *path;            /* likewise, or NULL */
	size_t size;                 /* bytes received so far, without foreign ones */
	unsigned send;               /* which request the reply answers: 0 for the first */
	unsigned sent;               /* requests made so far */
	uint64_t nonce;              /* random: a datagram without it is foreign */
	bool is_reusable;            /* the connection can take another request */
	union {
		uint8_t data[TIME_REPLY_SIZE];
		struct http_head head;
	};
};

/* What a protocol does for the functions below. */
struct time_reply_kind {
	size_t (*request)(
		struct time_reply *self, unsigned send, uint8_t ret_request[TIME_REQUEST_SIZE]);
	enum time_reply_state (*add)(struct time_reply *self, const uint8_t *data, size_t size);
	bool (*parse)(const struct time_reply *self, int64_t near,
		struct clock_reading *ret_reading, char ret_cause[TIME_REPLY_CAUSE_SIZE]);
};

extern const struct time_reply_kind rfc868_reply_kind;
extern const struct time_reply_kind daytime_reply_kind;
extern const struct time_reply_kind ntp_reply_kind;
extern const struct time_reply_kind http_reply_kind;
extern const struct time_reply_kind icmp_reply_kind;

/* Prepare for a reply. The other fields stay: protocol, is_datagram, target and path. */
void time_reply_begin(struct time_reply *self);

/*
 * Write a request: the first, 0, or a retransmission. Returns its size, from 0 to
 * TIME_REQUEST_SIZE. An empty request on a stream is not sent: the connection is the request.
 */
size_t time_reply_request(
	struct time_reply *self, unsigned send, uint8_t ret_request[TIME_REQUEST_SIZE]);

/* Take bytes, or one datagram, of at most TIME_REPLY_SIZE bytes. */
enum time_reply_state time_reply_add(struct time_reply *self, const uint8_t *data, size_t size);

/*
 * Read the reply, when it is complete or no more of it is expected. near, in nanoseconds since
 * 1970, tells which of the times is meant that the reply can stand for, as in RFC 868. Returns
 * false and says why in ret_cause if the reply is invalid.
 */
bool time_reply_parse(const struct time_reply *self, int64_t near,
	struct clock_reading *ret_reading, char ret_cause[TIME_REPLY_CAUSE_SIZE]);

#endif
