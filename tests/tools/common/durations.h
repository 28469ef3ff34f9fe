/* SPDX-License-Identifier: ISC */
/* Durations that a tool measured, in nanoseconds. */
#ifndef INETKIT_TESTS_COMMON_DURATIONS_H
#define INETKIT_TESTS_COMMON_DURATIONS_H

#include <stdint.h>

void durations_sort(int64_t *durations, int64_t count);

/* A percentile, 0 to 99, of sorted durations, at least one; in microseconds. */
double durations_percentile(const int64_t *durations, int64_t count, int64_t percentile);

#endif
