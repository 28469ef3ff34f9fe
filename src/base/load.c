/* SPDX-License-Identifier: ISC */
/* How busy the system is: see load.h. */
#include "base/load.h"

#include <errno.h>
#include <sys/sysinfo.h>

int load_get(uint64_t *ret_millionths)
{
	struct sysinfo info;

	if (sysinfo(&info) < 0)
		return -errno;
	*ret_millionths = (uint64_t)info.loads[0] * 1000000 >> SI_LOAD_SHIFT;
	return 0;
}
