/* SPDX-License-Identifier: ISC */
/* Takes tokens for addresses of two networks: no network gets more than its burst and what its rate
 * adds. */
#include "shared/ratelimit.h"
#include "fuzz/input.h"

#include <stdlib.h>

#define SECOND INT64_C(1000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ratelimit limit;
	struct input input = {data, size};
	int64_t rate = 1 + input_byte(&input);
	int64_t burst = 1 + input_byte(&input);
	int64_t start = SECOND + (input_number(&input) & (SECOND * SECOND - 1));
	int64_t now = start;
	int64_t taken[2] = {0, 0};

	if (ratelimit_prepare(&limit, rate, burst) < 0)
		abort();
	while (input.size > 0) {
		uint8_t choice = input_byte(&input);
		int64_t tokens = 1 + (choice >> 4);
		/* An IPv6 network is a /56: the eighth byte is that of a host in it. */
		struct in6_addr source = {.s6_addr = {0x20, 0x01, choice & 1, [7] = choice}};

		now += (int64_t)input_byte(&input) * SECOND / 256;
		if (ratelimit_take(&limit, &source, tokens, now))
			taken[choice & 1] += tokens < burst ? tokens : burst;
	}
	for (int i = 0; i < 2; i++)
		if (taken[i] > burst + (now - start) * rate / SECOND + 1)
			abort();
	return 0;
}
