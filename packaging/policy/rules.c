/* SPDX-License-Identifier: ISC */
/* The rule of a filter for one system call, NAME or NAME:DETAIL: see services/policy. */
#include "policy/rules.h"

#include "policy/fail.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* The numbers of socketcall(2), linux/net.h. */
enum { CALL_SOCKET = 1, CALL_SENDTO = 11 };

enum { NAME_SIZE = 64 };

/* The functions below return what libseccomp does: 0 or a negative errno. */

/* clone(2) with a flag for a new namespace. CLONE_NEWTIME is only for clone3(2) and unshare(2). */
static int add_new_namespaces(const struct rules *rules, int call)
{
	static const uint64_t flags[] = {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
		CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET};
	unsigned argument = rules->target->is_s390 ? 1 : 0;
	int error = 0;

	for (size_t i = 0; i < sizeof flags / sizeof *flags && error == 0; i++)
		error = seccomp_rule_add(rules->filter, rules->action, call, 1,
			SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, flags[i], flags[i]));
	return error;
}

/* Memory that is not executed. mmap(2) of x86 and s390 takes a pointer to its arguments, which a
 * filter cannot follow; programs on x86 use mmap2(2) instead. */
static int add_data(const struct rules *rules, const char *name, int call)
{
	if (strcmp(name, "mmap") == 0) {
		if (strcmp(rules->target->architecture, "x86") == 0)
			return 0;
		if (rules->target->is_s390)
			return seccomp_rule_add(rules->filter, rules->action, call, 0);
	}
	return seccomp_rule_add(
		rules->filter, rules->action, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* A socket call with a condition on one argument. socketcall(2) takes a pointer to the arguments,
 * so there only the number of the call can be compared. */
static int add_socket_call(
	const struct rules *rules, int call, unsigned number, struct scmp_arg_cmp argument)
{
	int error = seccomp_rule_add(rules->filter, rules->action, call, 1, argument);

	if (error == 0 && rules->target->has_socketcall)
		error = seccomp_rule_add(rules->filter, rules->action, SCMP_SYS(socketcall), 1,
			SCMP_A0(SCMP_CMP_EQ, number));
	return error;
}

static int add_detail(const struct rules *rules, const char *name, int call, const char *detail)
{
	if (strcmp(detail, "EPERM") == 0)
		return seccomp_rule_add(rules->filter, SCMP_ACT_ERRNO(EPERM), call, 0);
	if (strcmp(detail, "ENOSYS") == 0)
		return seccomp_rule_add(rules->filter, SCMP_ACT_ERRNO(ENOSYS), call, 0);
	if (strcmp(detail, "TIOCOUTQ") == 0)
		return seccomp_rule_add(rules->filter, rules->action, call, 1,
			SCMP_A1(SCMP_CMP_EQ, rules->target->outq));
	if (strcmp(detail, "UNIX") == 0)
		return add_socket_call(rules, call, CALL_SOCKET, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	if (strcmp(detail, "CONNECTED") == 0)
		return add_socket_call(rules, call, CALL_SENDTO, SCMP_A4(SCMP_CMP_EQ, 0));
	if (strcmp(detail, "DATA") == 0)
		return add_data(rules, name, call);
	if (strcmp(detail, "NEW") == 0)
		return add_new_namespaces(rules, call);
	return -ENOTSUP;
}

void rules_add(const struct rules *rules, const char *call)
{
	const char *detail = strchr(call, ':');
	char name[NAME_SIZE];
	int number;
	int error;

	snprintf(name, sizeof name, "%.*s", (int)strcspn(call, ":"), call);
	number = seccomp_syscall_resolve_name(name);
	if (number == __NR_SCMP_ERROR)
		fail(name, "libseccomp knows no system call of this name");
	/* The number is for the machine that runs this, or negative where that has no such call.
	 * libseccomp translates it to the target's number, to socketcall(2), or to no rule. */
	error = detail == NULL ? seccomp_rule_add(rules->filter, rules->action, number, 0)
			       : add_detail(rules, name, number, detail + 1);
	if (error < 0 && error != -EEXIST)
		fail(name, strerror(-error));
}
