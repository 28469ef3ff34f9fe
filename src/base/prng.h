/* SPDX-License-Identifier: ISC */
/* Pseudo-random numbers to choose quotations: fast, reproducible from a seed, not for secrets. */
#ifndef INETKIT_BASE_PRNG_H
#define INETKIT_BASE_PRNG_H

#include <stdint.h>

struct prng {
	uint64_t state; /* set it to any seed */
};

/* A uniformly distributed number from 0 to bound - 1; bound is at least 1. */
uint64_t prng_below(struct prng *self, uint64_t bound);

#endif
