/* SPDX-License-Identifier: ISC */
/* A compiled policy as C source for src/filter/sandbox.h. */
#include "policy/print.h"

#include "filter/sandbox.h"
#include "policy/fail.h"

#include <byteswap.h>
#include <endian.h>
#include <linux/filter.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

_Static_assert(sizeof(struct instruction) == sizeof(struct sock_filter) &&
		       offsetof(struct instruction, operand) == offsetof(struct sock_filter, k),
	"sandbox.h has another layout than the kernel");

void print_head(const char *path, const struct target *target)
{
	printf("/* Made from %s, for %s. */\n#include \"filter/sandbox.h\"\n\n"
	       "_Static_assert(sizeof(void *) == %zu, \"these policies are for %s\");\n",
		path, target->architecture, target->pointer_size, target->architecture);
}

/* libseccomp exports only to a file, and in the target's byte order. */
static void print_instructions(scmp_filter_ctx filter, const struct target *target)
{
	bool is_swapped = target->is_s390 != (__BYTE_ORDER == __BIG_ENDIAN);
	struct sock_filter instruction;
	int fd = memfd_create("policy", 0);

	if (fd < 0 || seccomp_export_bpf(filter, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		fail("the filter", "cannot be exported");
	while (read(fd, &instruction, sizeof instruction) == (ssize_t)sizeof instruction) {
		if (is_swapped) {
			instruction.code = bswap_16(instruction.code);
			instruction.k = bswap_32(instruction.k);
		}
		printf("\t{%#x, %u, %u, %#x},\n", instruction.code, instruction.jt, instruction.jf,
			instruction.k);
	}
	close(fd);
}

void print_policy(
	const struct statement *policy, scmp_filter_ctx filter, const struct target *target)
{
	const char *service = policy->name;
	bool is_program = policy->kind == STATEMENT_BUT || policy->kind == STATEMENT_EXECUTES;
	const char *executes = is_program ? "true" : "false";
	const char *opens = policy->kind == STATEMENT_ONLY ? "false" : "true";

	printf("\n/* %s:%s */\n", service, policy->list);
	printf("static const struct instruction filter_%s[] __attribute__((unused)) = {\n",
		service);
	print_instructions(filter, target);
	printf("};\nstatic const struct policy policy_%s __attribute__((unused)) = {\n"
	       "\tsizeof filter_%s / sizeof *filter_%s, filter_%s, %s, %s};\n",
		service, service, service, service, executes, opens);
}
