/* SPDX-License-Identifier: ISC */
/* The bytes that a throughput measurement sends: see throughput_pattern.h. */
#include "commands/throughput_pattern.h"

#include "base/prng.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

int throughput_pattern_begin(struct throughput_pattern *self)
{
	struct prng prng;

	if (getrandom(&prng.state, sizeof prng.state, 0) < 0)
		return -errno;
	for (size_t i = 0; i < THROUGHPUT_PATTERN_SIZE; i++)
		self->block[i] = (uint8_t)prng_below(&prng, 256);
	return 0;
}

size_t throughput_pattern_phase(uint64_t offset)
{
	return (size_t)(offset % THROUGHPUT_PATTERN_SIZE);
}

bool throughput_pattern_matches(
	const struct throughput_pattern *self, uint64_t offset, const uint8_t *data, size_t size)
{
	size_t phase = throughput_pattern_phase(offset);

	while (size > 0) {
		size_t rest = THROUGHPUT_PATTERN_SIZE - phase;
		size_t part = rest < size ? rest : size;

		if (memcmp(data, self->block + phase, part) != 0)
			return false;
		data += part;
		size -= part;
		phase = 0;
	}
	return true;
}
