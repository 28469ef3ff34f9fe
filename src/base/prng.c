/* SPDX-License-Identifier: ISC */
/* SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014. */
#include "base/prng.h"

static uint64_t prng_next(struct prng *self)
{
	uint64_t z = self->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint64_t prng_below(struct prng *self, uint64_t bound)
{
	/* 2^64 mod bound. Without the numbers below it, every remainder is equally likely. */
	uint64_t reject_below = -bound % bound;
	uint64_t number;

	do
		number = prng_next(self);
	while (number < reject_below);
	return number % bound;
}
