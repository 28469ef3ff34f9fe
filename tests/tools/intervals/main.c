/* SPDX-License-Identifier: ISC */
/*
 * intervals: properties of the arithmetic of intervals, estimates and drift that must hold for any
 * clock and network path, tried on random cases by simulation, without a network. Prints failed
 * cases and the counts; the status is 1 if a case failed.
 */
#include "base/number.h"
#include "intervals/properties.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	void (*try)(struct trial *trial);
} properties[] = {
	{"busy", try_busy},
	{"changes", try_changes},
	{"drift", try_drift},
	{"even", try_even},
	{"extremes", try_extremes},
	{"halving", try_halving},
	{"lies", try_lies},
	{"narrowing", try_narrowing},
	{"replies", try_replies},
	{"rounding", try_rounding},
	{"steps", try_steps},
	{"waking", try_waking},
};

int main(int argc, char *argv[])
{
	struct trial trial = {.number = 0};
	int64_t seed;
	int64_t count;

	if (argc == 4 && number_parse(argv[2], 0, INT64_MAX, &seed) &&
		number_parse(argv[3], 1, INT64_MAX, &count)) {
		trial.prng.state = (uint64_t)seed;
		for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
			if (strcmp(argv[1], properties[i].name) != 0)
				continue;
			for (; trial.number < count; trial.number++)
				properties[i].try(&trial);
			printf("%" PRId64 " cases, %" PRId64 " failures, %" PRId64 " found out\n",
				trial.number, trial.failures, trial.detected);
			return trial.failures > 0;
		}
	}
	fputs("usage: intervals PROPERTY SEED COUNT\n", stderr);
	return 2;
}
