/* SPDX-License-Identifier: ISC */
/* A service's policy compiled to a filter for seccomp(2). */
#ifndef INETKIT_POLICY_COMPILE_H
#define INETKIT_POLICY_COMPILE_H

#include "policy/statement.h"
#include "policy/target.h"
#include "policy/words.h"

#include <seccomp.h>

/* Returns a filter to release with seccomp_release(3). Fails for an unknown word or system call. */
scmp_filter_ctx compile(
	const struct statement *policy, const struct words *words, const struct target *target);

#endif
