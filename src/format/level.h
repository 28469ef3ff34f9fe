/* SPDX-License-Identifier: ISC */
/* How far off an offset is: the colours of the table and of the picture. */
#ifndef INETKIT_FORMAT_LEVEL_H
#define INETKIT_FORMAT_LEVEL_H

#include <stdint.h>

enum level { LEVEL_GOOD, LEVEL_WARNING, LEVEL_CRITICAL };

enum { LEVELS = LEVEL_CRITICAL + 1 };

/* "good", "warning" and "critical". */
extern const char *const level_names[LEVELS];

/* Their colours on a terminal, as control sequences. */
extern const char *const level_colours[LEVELS];

/* Distances from 0 in nanoseconds, not negative. */
struct thresholds {
	int64_t warning;
	int64_t critical;
};

/* Whether the offset, in nanoseconds, is further from 0 than a threshold. The critical one takes
 * precedence, also if it is the smaller one. */
enum level level_of(const struct thresholds *thresholds, int64_t offset);

#endif
