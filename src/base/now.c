/* SPDX-License-Identifier: ISC */
/* The system's clocks: see now.h. */
#include "base/now.h"

#include <errno.h>
#include <time.h>

int now_get(int64_t *ret_unix_time)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) < 0)
		return -errno;
	*ret_unix_time = now.tv_sec;
	return 0;
}

static int64_t get_nanoseconds(clockid_t clock)
{
	struct timespec now = {0};

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t now_local(void)
{
	return get_nanoseconds(CLOCK_REALTIME);
}

int64_t now_monotonic(void)
{
	return get_nanoseconds(CLOCK_MONOTONIC);
}

int64_t now_boottime(void)
{
	return get_nanoseconds(CLOCK_BOOTTIME);
}

int64_t now_base(void)
{
	int64_t best = INT64_MAX;
	int64_t base = 0;

	/* The process can be interrupted between two readings: keep the quickest of three tries. */
	for (int i = 0; i < 3; i++) {
		int64_t before = now_boottime();
		int64_t local = now_local();
		int64_t took = now_boottime() - before;

		if (took < best) {
			best = took;
			base = local - before - took / 2;
		}
	}
	return base;
}
