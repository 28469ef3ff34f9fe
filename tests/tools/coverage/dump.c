/* SPDX-License-Identifier: ISC */
/*
 * Linked into every program of "make coverage", with ld --wrap. gcc writes the counts at exit(3)
 * and before execve(2). This also writes them before _exit(2), which the idle limit calls, and
 * before raise(3), by which the client ends after SIGINT. The sandboxes are off, because they
 * forbid to write files.
 */
#include "filter/sandbox.h"
#include "hello/landlock.h"

#include <signal.h>
#include <unistd.h>

void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
int __real_raise(int number);
int __wrap_raise(int number);
void __wrap_sandbox_enter(const struct policy *policy, struct log *log);
void __wrap_landlock_make_readonly(void);

void __wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}

int __wrap_raise(int number)
{
	__gcov_dump();
	return __real_raise(number);
}

void __wrap_sandbox_enter(const struct policy *policy __attribute__((unused)),
	struct log *log __attribute__((unused)))
{
}

void __wrap_landlock_make_readonly(void)
{
}
