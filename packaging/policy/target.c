/* SPDX-License-Identifier: ISC */
/* The architectures that filters can be made for. */
#include "policy/target.h"

#include <fnmatch.h>
#include <seccomp.h>

/* TIOCOUTQ of asm-generic and of powerpc. EPERM, ENOSYS, AF_UNIX and PROT_EXEC have the same values
 * on all targets below, but not on alpha, mips, parisc and sparc. */
enum { OUTQ = 0x5411, OUTQ_POWERPC = 0x40047473 };

static const struct target targets[] = {
	{"x86_64-*x32", "x32", 4, OUTQ, false, false},
	{"x86_64*", "x86_64", 8, OUTQ, false, false},
	{"i?86*", "x86", 4, OUTQ, true, false},
	{"aarch64-*", "aarch64", 8, OUTQ, false, false},
	{"arm[-v]*", "arm", 4, OUTQ, false, false},
	{"loongarch64*", "loongarch64", 8, OUTQ, false, false},
	{"powerpc64le*", "ppc64le", 8, OUTQ_POWERPC, true, false},
	{"riscv64*", "riscv64", 8, OUTQ, false, false},
	{"s390x*", "s390x", 8, OUTQ, true, true},
};

const struct target *target_find(const char *machine)
{
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (fnmatch(targets[i].machine, machine, 0) == 0)
			return &targets[i];
	return NULL;
}

const struct target *target_native(void)
{
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		if (seccomp_arch_resolve_name(targets[i].architecture) == seccomp_arch_native())
			return &targets[i];
	return NULL;
}
