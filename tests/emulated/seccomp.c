/* SPDX-License-Identifier: ISC */
/*
 * qemu-user has no seccomp(2). Linked in place of syscall(3), this makes the call, which fails, so
 * that a trace shows where a program enters its sandbox, and says that it has succeeded: the
 * program goes on as on a real machine and has nothing to log.
 */
#include <stdarg.h>
#include <sys/syscall.h>

enum { ARGUMENTS = 6 };

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

long __wrap_syscall(long number, ...)
{
	long a[ARGUMENTS];
	long result;
	va_list list;

	va_start(list, number);
	for (int i = 0; i < ARGUMENTS; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	result = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	return number == SYS_seccomp ? 0 : result;
}
