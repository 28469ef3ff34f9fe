/* SPDX-License-Identifier: ISC */
/*
 * Requests to an echo service, RFC 862, and the matching of replies. Each request has the random
 * tag of the run, its sequence number and a random nonce, and repeats these up to its size. Nobody
 * can guess the nonce, so no reply can be forged before its request is sent.
 */
#ifndef INETKIT_COMMANDS_ECHO_REQUEST_H
#define INETKIT_COMMANDS_ECHO_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ECHO_REQUEST_TAG_SIZE = 16,
	ECHO_REQUEST_NONCE_SIZE = 8,
	/* Bytes of a request: at least the tag, the number and the nonce; at most what one datagram
	 * carries over IPv4, 65535 less the headers of RFC 791 (20) and RFC 768 (8). */
	ECHO_REQUEST_MIN = ECHO_REQUEST_TAG_SIZE + (int)sizeof(uint64_t) + ECHO_REQUEST_NONCE_SIZE,
	ECHO_REQUEST_MAX = 65507,
	ECHO_REQUESTS_KEPT = 1 << 16, /* the maximum of echo_requests_begin() */
};

struct echo_request {
	int64_t sent; /* by now_boottime() */
	uint8_t nonce[ECHO_REQUEST_NONCE_SIZE];
	bool is_answered;
};

struct echo_requests {
	size_t size; /* of each request, in bytes */
	uint8_t tag[ECHO_REQUEST_TAG_SIZE];
	uint64_t count;   /* requests sent; their numbers are 1 to count */
	uint64_t settled; /* the requests up to this number are answered, or were taken as lost */
	struct echo_request *kept; /* the latest ones, in a ring */
	size_t room;               /* of the ring: it grows up to max */
	size_t max;
};

enum echo_reply_kind {
	ECHO_REPLY_CORRECT,
	ECHO_REPLY_DUPLICATE, /* correct, but not the first reply */
	ECHO_REPLY_LATE,      /* after the limit, or to a request that is no longer kept */
	ECHO_REPLY_ALTERED,   /* of this run, but it differs from the request */
	ECHO_REPLY_FOREIGN,   /* not of this run */
};

struct echo_reply {
	enum echo_reply_kind kind;
	uint64_t number;    /* of the request; undefined if altered or foreign */
	int64_t round_trip; /* in nanoseconds; of a correct reply or a duplicate */
};

/*
 * Starts a run of requests of this size with a new tag. A reply can be matched to the latest max
 * requests, a power of two up to ECHO_REQUESTS_KEPT. self must be zero. Returns 0 or a negative
 * errno.
 */
int echo_requests_begin(struct echo_requests *self, size_t size, size_t max);

/* Makes the next request, to be sent at once; ret_data has room for the size. Returns 0 or a
 * negative errno. */
int echo_requests_next(struct echo_requests *self, uint8_t *ret_data);

/*
 * Returns the number of the first request without a reply that is older than the limit, in
 * nanoseconds, or about to be forgotten; each once. 0 if there is none. A negative limit stands for
 * all requests.
 */
uint64_t echo_requests_take_lost(struct echo_requests *self, int64_t limit);

/*
 * Judges a reply. The timestamp is that of the kernel, as from io_receive_timed(); the reply may
 * have been in the socket for long. The limit of its round trip is in nanoseconds.
 */
struct echo_reply echo_requests_judge(struct echo_requests *self, const uint8_t *data, size_t size,
	int64_t timestamp, int64_t limit);

#endif
