/*
 * At most so many replies to each network, whoever asks in its name: a token bucket for each source
 * prefix, IPv4 /24 and IPv6 /56, in memory of fixed size.
 *
 * There are more prefixes than buckets, so prefixes share them. Each prefix has a bucket in every
 * row of a sketch, and the fullest of them counts: no bucket of a prefix is fuller than one of its
 * own would be, so that nobody is ever given more than its due, and who is given less shares
 * every one of its buckets with others who together take too much. Nothing is ever evicted, so that
 * sources that are made up at random neither make it forget nor grow. (Cormode and Muthukrishnan,
 * "An improved data stream summary: the count-min sketch", 2005, with the conservative update of
 * Estan and Varghese, 2002.) Which prefixes share a bucket depends on keys that nobody outside
 * knows.
 */
#ifndef INETKIT_SHARED_RATELIMIT_H
#define INETKIT_SHARED_RATELIMIT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum { RATELIMIT_ROWS = 2, RATELIMIT_BITS = 15, RATELIMIT_COLUMNS = 1 << RATELIMIT_BITS };

struct ratelimit {
	int64_t interval;  /* nanoseconds from one token to the next, 0 where there is no limit */
	int64_t allowance; /* as many nanoseconds as all tokens but one of a full bucket take */
	uint64_t keys[RATELIMIT_ROWS][3];
	/* When the bucket will be full again, by the monotonic clock in nanoseconds. */
	int64_t full[RATELIMIT_ROWS][RATELIMIT_COLUMNS];
};

/* At most a million a second, and as much for the burst; the burst is at least 1. */
enum { RATELIMIT_MAX = 1000000 };

/* So many tokens a second (0: no limit), and so many in a full bucket. 0, or a negative errno: of
 * getrandom(2). */
int ratelimit_prepare(struct ratelimit *self, int64_t per_second, int64_t burst);

/* Take a token for the prefix of an IPv6 or v4-mapped address, if there is one. */
bool ratelimit_take(struct ratelimit *self, const struct in6_addr *source, int64_t now);

#endif
