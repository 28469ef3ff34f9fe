/* SPDX-License-Identifier: ISC */
/* A compiled policy as C source for src/filter/sandbox.h. */
#ifndef INETKIT_POLICY_PRINT_H
#define INETKIT_POLICY_PRINT_H

#include "policy/statement.h"
#include "policy/target.h"

#include <seccomp.h>

/* The beginning of the header, which refuses to be compiled for another pointer size. */
void print_head(const char *path, const struct target *target);

/* The filter as filter_SERVICE and policy_SERVICE. */
void print_policy(
	const struct statement *policy, scmp_filter_ctx filter, const struct target *target);

#endif
