/* Nanoseconds as text for people: see unit.h. */
#include "unit.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

static const struct unit units[] = {
	{"s", "s", 1000000000},
	{"ms", "ms", 1000000},
	{"µs", "us", 1000},
};

enum { UNITS = sizeof units / sizeof *units };

const struct unit *unit_for(uint64_t magnitude)
{
	size_t i = 0;

	while (i < UNITS - 1 && magnitude < (uint64_t)units[i].size)
		i++;
	return &units[i];
}

uint64_t unit_magnitude(int64_t nanoseconds)
{
	return nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;
}

unsigned unit_decimals(const struct unit *self, int64_t nanoseconds)
{
	int64_t digit = self->size;
	unsigned decimals = 0;

	while (nanoseconds % digit != 0) {
		digit /= 10;
		decimals++;
	}
	return decimals;
}

void unit_format(
	const struct unit *self, int64_t nanoseconds, unsigned decimals, char ret[UNIT_TEXT_SIZE])
{
	uint64_t magnitude = unit_magnitude(nanoseconds);
	uint64_t power = 1; /* of ten, of which the unit has so many */
	uint64_t digit;

	for (unsigned i = 0; i < decimals; i++)
		power *= 10;
	digit = (uint64_t)self->size / power;
	magnitude = (magnitude + digit / 2) / digit;
	ret += sprintf(ret, "%s%" PRIu64,
		magnitude == 0    ? ""
		: nanoseconds < 0 ? "-"
				  : "+",
		magnitude / power);
	if (decimals > 0)
		sprintf(ret, ".%0*" PRIu64, (int)decimals, magnitude % power);
}
