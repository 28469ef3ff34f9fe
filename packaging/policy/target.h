/* SPDX-License-Identifier: ISC */
/* The architectures that filters can be made for. */
#ifndef INETKIT_POLICY_TARGET_H
#define INETKIT_POLICY_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct target {
	const char *machine;      /* pattern for what a compiler prints for -dumpmachine */
	const char *architecture; /* libseccomp's name */
	size_t pointer_size;
	uint32_t outq;       /* TIOCOUTQ */
	bool has_socketcall; /* where the C library may make socket calls by socketcall(2) */
	bool is_s390;        /* big-endian; clone(2) and mmap(2) take other arguments */
};

/* NULL for an unknown architecture. */
const struct target *target_find(const char *machine);

/* The target for the machine that runs this, or NULL. */
const struct target *target_native(void);

#endif
