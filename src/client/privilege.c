/* SPDX-License-Identifier: ISC */
/* Gives up capabilities: see privilege.h. */
#include "client/privilege.h"

#include <linux/capability.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

void privilege_drop(void)
{
	/* The C library has no wrapper: capset(2). It cannot fail with nothing to add. */
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{.effective = 0}};

	if (getauxval(AT_SECURE) != 0)
		syscall(SYS_capset, &header, none);
}
