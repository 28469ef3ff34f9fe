/* The time of day: see now.h. */
#include "now.h"

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

int64_t now_monotonic(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
