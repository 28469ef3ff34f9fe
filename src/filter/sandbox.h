/*
 * A filter confines itself: what it does not need is taken from it before it reads the first byte
 * from the peer, so that an error in it is worth little to whoever finds it. It holds the same
 * under every supervisor and in a pipe, and costs some 90 microseconds for each connection.
 */
#ifndef INETKIT_FILTER_SANDBOX_H
#define INETKIT_FILTER_SANDBOX_H

#include "filter/log.h"

#include <stdbool.h>
#include <stdint.h>

/* As sock_filter in linux/filter.h: the compilers for musl have no headers of the kernel. */
struct instruction {
	uint16_t code;
	uint8_t jump_true;
	uint8_t jump_false;
	uint32_t operand;
};

/* Made from services/policy, one for each service: policy_echo and so on, in policy.h. */
struct policy {
	uint16_t size; /* in instructions */
	const struct instruction *filter;
	bool executes; /* it executes a program, and what fails does not kill it */
	bool opens;    /* it opens descriptors */
};

/*
 * From here on: no privileges by execve(2) (PR_SET_NO_NEW_PRIVS), no core dump, no new descriptors
 * unless the service executes a program, and only the system calls of its policy. Any other is
 * reported and kills the process by SIGSYS, or fails with EPERM for a service that executes a
 * program; see seccomp(2). Where the kernel has no seccomp filters, that is reported and life goes
 * on.
 */
void sandbox_enter(const struct policy *policy, struct log *log);

#endif
