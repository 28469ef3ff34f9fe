/* SPDX-License-Identifier: ISC */
/* Durations: see durations.h. */
#include "common/durations.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

void durations_sort(int64_t *durations, int64_t count)
{
	qsort(durations, (size_t)count, sizeof *durations, compare);
}

double durations_percentile(const int64_t *durations, int64_t count, int64_t percentile)
{
	int64_t rank = (count * percentile + 99) / 100;

	return (double)durations[rank - 1] / 1e3;
}
