/* SPDX-License-Identifier: ISC */
/*
 * What the policies of the programs say of each system call of this architecture, as the kernel
 * would decide it: qemu-user has no seccomp(2).
 *
 *	policies ARGUMENT0 ... ARGUMENT5
 *
 * Prints a line for each policy and each call with these arguments: POLICY CALL VERDICT. VERDICT is
 * allow, trap, kill or the number of an error. "other" is a call by the numbers of x86.
 */
#include "generated/policy.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#ifdef __aarch64__
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#else
enum { ARCHITECTURE = AUDIT_ARCH_RISCV64 };
#endif

enum { ARGUMENTS = 6 };

static bool is_true(uint16_t code, uint32_t a, uint32_t k)
{
	switch (BPF_OP(code)) {
	case BPF_JA:
		return true;
	case BPF_JEQ:
		return a == k;
	case BPF_JGT:
		return a > k;
	case BPF_JGE:
		return a >= k;
	case BPF_JSET:
		return (a & k) != 0;
	default:
		abort();
	}
}

/* Runs the filter: see bpf(4) of BSD or Documentation/networking/filter.rst. */
static uint32_t run(const struct policy *policy, const struct seccomp_data *data)
{
	uint32_t a = 0;

	for (size_t i = 0; i < policy->size; i++) {
		const struct instruction *now = &policy->filter[i];

		switch (now->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (now->operand > sizeof *data - sizeof a)
				abort();
			memcpy(&a, (const char *)data + now->operand, sizeof a);
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= now->operand;
			break;
		case BPF_JMP | BPF_JA:
			i += now->operand;
			break;
		case BPF_RET | BPF_K:
			return now->operand;
		default:
			if (BPF_CLASS(now->code) != BPF_JMP || BPF_SRC(now->code) != BPF_K)
				abort();
			i += is_true(now->code, a, now->operand) ? now->jump_true : now->jump_false;
		}
	}
	abort();
}

static void print(const char *policy, const char *call, uint32_t verdict)
{
	printf("%s %s ", policy, call);
	switch (verdict & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ALLOW:
		puts("allow");
		break;
	case SECCOMP_RET_TRAP:
		puts("trap");
		break;
	case SECCOMP_RET_KILL_PROCESS:
		puts("kill");
		break;
	case SECCOMP_RET_ERRNO:
		printf("%u\n", verdict & SECCOMP_RET_DATA);
		break;
	default:
		abort();
	}
}

static const struct {
	const char *name;
	const struct policy *policy;
} policies[] = {
#define POLICY(name) {#name, &policy_##name},
#include "emulated/policies.h"
};

/* Those of the C library's headers for this architecture. */
static const struct {
	const char *name;
	int number;
} calls[] = {
#define CALL(name) {#name, __NR_##name},
#include "emulated/calls.h"
};

int main(int argc, char *argv[])
{
	struct seccomp_data data = {0};

	if (argc != 1 + ARGUMENTS)
		return 2;
	for (int i = 0; i < ARGUMENTS; i++)
		data.args[i] = strtoull(argv[1 + i], NULL, 0);
	for (size_t p = 0; p < sizeof policies / sizeof *policies; p++) {
		data.arch = ARCHITECTURE;
		for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
			data.nr = calls[c].number;
			print(policies[p].name, calls[c].name, run(policies[p].policy, &data));
		}
		data.arch = AUDIT_ARCH_I386;
		data.nr = __NR_read;
		print(policies[p].name, "other", run(policies[p].policy, &data));
	}
	return 0;
}
