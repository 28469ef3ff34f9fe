/* SPDX-License-Identifier: ISC */
/* The rule of a filter for one system call, NAME or NAME:DETAIL: see services/policy. */
#ifndef INETKIT_POLICY_RULES_H
#define INETKIT_POLICY_RULES_H

#include "policy/target.h"

#include <seccomp.h>
#include <stdint.h>

struct rules {
	scmp_filter_ctx filter;
	const struct target *target;
	uint32_t action; /* for calls without a detail that says otherwise */
};

/* Adds nothing for a call that the target does not have. Fails for an unknown call or detail. */
void rules_add(const struct rules *rules, const char *call);

#endif
