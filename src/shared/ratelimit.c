/* SPDX-License-Identifier: ISC */
/* The rate limit for each network: see ratelimit.h. */
#include "shared/ratelimit.h"

#include "shared/network_prefix.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int ratelimit_prepare(struct ratelimit *self, int64_t per_second, int64_t burst)
{
	/* Rounded up, so that the rate is never exceeded. */
	self->interval = per_second > 0 ? (INT64_C(999999999) + per_second) / per_second : 0;
	self->burst = burst;
	/* Early in the boot this waits, because predictable keys would let an attacker starve a
	 * network. */
	if (getrandom(self->keys, sizeof self->keys, 0) < 0)
		return -errno;
	/* Touch all memory now, so that no flood makes the process grow. */
	memset(self->full, 0, sizeof self->full);
	return 0;
}

/* Thorup, "High speed hashing for integers and strings", 2015: pair-multiply-shift. */
static int64_t *bucket(struct ratelimit *self, int row, uint64_t prefix)
{
	const uint64_t *key = self->keys[row];
	uint64_t mixed = (key[0] + (uint32_t)prefix) * (key[1] + (prefix >> 32)) + key[2];

	return &self->full[row][mixed >> (64 - RATELIMIT_BITS)];
}

bool ratelimit_take(
	struct ratelimit *self, const struct in6_addr *source, int64_t tokens, int64_t now)
{
	uint64_t prefix;
	int64_t *buckets[RATELIMIT_ROWS];
	int64_t full = INT64_MAX;

	if (self->interval == 0)
		return true;
	prefix = network_prefix(source);
	for (int row = 0; row < RATELIMIT_ROWS; row++) {
		buckets[row] = bucket(self, row, prefix);
		if (*buckets[row] < full)
			full = *buckets[row];
	}
	if (full < now)
		full = now;
	full += self->interval * (tokens < self->burst ? tokens : self->burst);
	if (full - now > self->interval * self->burst)
		return false;
	for (int row = 0; row < RATELIMIT_ROWS; row++)
		if (*buckets[row] < full)
			*buckets[row] = full;
	return true;
}
