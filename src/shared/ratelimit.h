/* SPDX-License-Identifier: ISC */
/*
 * A rate limit for each source network, IPv4 /24 or IPv6 /56, in memory of fixed size: a token
 * bucket for each prefix, kept in a count-min sketch.
 *
 * There are more prefixes than buckets, so prefixes share buckets. Each prefix has one bucket in
 * every row, and the fullest of them decides. Other prefixes can only empty a bucket, never fill
 * it. So no network ever gets more than its rate, and a network gets less only if others that
 * together ask too often share its bucket in every row. Nothing is evicted: random spoofed sources
 * take no extra memory and do not raise a limit. Secret keys choose the buckets, so that no
 * attacker can find prefixes that share the buckets of a victim.
 *
 * Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch", 2005, with
 * the conservative update of Estan and Varghese, 2002.
 */
#ifndef INETKIT_SHARED_RATELIMIT_H
#define INETKIT_SHARED_RATELIMIT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { RATELIMIT_ROWS = 2, RATELIMIT_BITS = 15, RATELIMIT_COLUMNS = 1 << RATELIMIT_BITS };

/* The highest rate per second, and the largest burst. */
enum { RATELIMIT_MAX = 1000000 };

/* Times are in nanoseconds of the monotonic clock. */
struct ratelimit {
	int64_t interval; /* between two tokens; 0 if there is no limit */
	int64_t burst;    /* tokens in a full bucket */
	uint64_t keys[RATELIMIT_ROWS][3];
	int64_t full[RATELIMIT_ROWS][RATELIMIT_COLUMNS]; /* when the bucket has all its tokens */
};

/*
 * The rate is 0 to RATELIMIT_MAX tokens per second, 0 for no limit; the burst, 1 to RATELIMIT_MAX,
 * is the size of a bucket in tokens. 0, or a negative errno of getrandom(2).
 */
int ratelimit_prepare(struct ratelimit *self, int64_t per_second, int64_t burst);

/*
 * Take tokens, at least 1, for the network of an IPv6 or v4-mapped address; more than the burst
 * count as the burst. False if there are not that many, and none is taken.
 */
bool ratelimit_take(
	struct ratelimit *self, const struct in6_addr *source, int64_t tokens, int64_t now);

#endif
