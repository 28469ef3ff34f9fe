/* SPDX-License-Identifier: ISC */
/*
 * Linked into every program of "make coverage", with ld --wrap. gcc writes the counts at exit(3)
 * and before execve(2). This also writes them before _exit(2), which the idle limit calls, before
 * exit(2), by which a filter in the strict sandbox ends, and before raise(3), by which the client
 * ends after SIGINT. No signal can interrupt what this writes: gcc's functions hold a lock, and a
 * handler that ends the program would wait for it for ever. The sandboxes are off, because they
 * forbid to write files.
 */
#include "filter/sandbox.h"
#include "hello/landlock.h"

#include <signal.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 6 };

void __gcov_dump(void);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
int __real_raise(int number);
int __wrap_raise(int number);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
/* So that the compiler notices if one of them gets another name. */
__typeof__(sandbox_enter) __wrap_sandbox_enter;
__typeof__(sandbox_enter_strict) __wrap_sandbox_enter_strict;
__typeof__(landlock_confine) __wrap_landlock_confine;

/* Runs before that of gcc, which has the priority 100. */
static void __attribute__((destructor(101))) block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
}

static void dump(void)
{
	sigset_t before;

	sigprocmask(SIG_BLOCK, NULL, &before);
	block_signals();
	__gcov_dump();
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void __wrap__exit(int status)
{
	dump();
	__real__exit(status);
}

int __wrap_raise(int number)
{
	dump();
	return __real_raise(number);
}

/* As the C library does: reads as many arguments as any call has. */
long __wrap_syscall(long number, ...)
{
	long given[ARGUMENTS_MAX];
	va_list arguments;

	va_start(arguments, number);
	for (int i = 0; i < ARGUMENTS_MAX; i++)
		given[i] = va_arg(arguments, long);
	va_end(arguments);
	if (number == SYS_exit)
		dump();
	return __real_syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
}

void __wrap_sandbox_enter(const struct policy *policy __attribute__((unused)),
	struct log *log __attribute__((unused)))
{
}

void __wrap_sandbox_enter_strict(const struct policy *policy __attribute__((unused)),
	struct log *log __attribute__((unused)))
{
}

void __wrap_landlock_confine(void)
{
}
