/* SPDX-License-Identifier: ISC */
/* Durations that a tool measured, in nanoseconds. */
#ifndef INETKIT_TESTS_COMMON_DURATIONS_H
#define INETKIT_TESTS_COMMON_DURATIONS_H

#include <stdint.h>

void durations_sort(int64_t *durations, int64_t count);

/*
 * A percentile, 1 to 99, of sorted durations, at least one: the least duration that is not below
 * this share of them, in microseconds. Two of 200 are longer than the 99th.
 */
double durations_percentile(const int64_t *durations, int64_t count, int64_t percentile);

#endif
