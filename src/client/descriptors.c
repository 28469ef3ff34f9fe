/* SPDX-License-Identifier: ISC */
/* The limit of open files: see descriptors.h. */
#include "client/descriptors.h"

#include <sys/resource.h>

size_t descriptors_raise_limit(void)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &limit); /* the actual limit, even if that failed */
	return limit.rlim_cur;
}
