/* SPDX-License-Identifier: ISC */
/*
 * A sandbox: before a filter reads the first byte from the peer, it gives up what it does not need.
 * An attacker who takes it over can then do little. This works under every supervisor and in a
 * pipe. A policy costs about half as much as starting an empty program, SECCOMP_MODE_STRICT
 * nothing.
 */
#ifndef INETKIT_FILTER_SANDBOX_H
#define INETKIT_FILTER_SANDBOX_H

#include "filter/log.h"

#include <stdbool.h>
#include <stdint.h>

/* sock_filter in linux/filter.h: musl-gcc does not find the headers of the kernel. */
struct instruction {
	uint16_t code;
	uint8_t jump_true;
	uint8_t jump_false;
	uint32_t operand;
};

/* generated/policy.h, made from services/policy, has one for each service: policy_echo etc. */
struct policy {
	uint16_t size; /* in instructions */
	const struct instruction *filter;
	bool executes; /* the service executes a program: a forbidden call fails with EPERM */
	bool opens;    /* the service opens descriptors */
};

/*
 * Enters the sandbox, which the process cannot leave:
 * - execve(2) grants no privileges (PR_SET_NO_NEW_PRIVS);
 * - there are no core dumps;
 * - unless the policy says executes or opens, there are no new descriptors;
 * - only the system calls of the policy are allowed. Any other is logged, and SIGSYS kills the
 *   process; if the policy says executes, the call fails with EPERM instead. See seccomp(2).
 *
 * If the kernel has no seccomp filters, logs that, the first time, and returns; the other limits
 * apply.
 */
void sandbox_enter(const struct policy *policy, struct log *log);

/*
 * The same for a process with one thread that has nothing left to do but read(2), write(2), return
 * from signal handlers and exit(2); _exit(3) and exit(3) call exit_group(2), which is forbidden. It
 * enters SECCOMP_MODE_STRICT, which takes no time that can be measured. The kernel kills the
 * process with SIGKILL at any other system call. Reading a clock kills it too: without a system
 * call it needs the processor's time stamp counter, which this mode takes away.
 *
 * The kernel refuses this mode to a process that has a seccomp filter already, from its unit or its
 * container. Then the policy applies, which allows a process to log a violation besides.
 */
void sandbox_enter_strict(const struct policy *policy, struct log *log);

#endif
