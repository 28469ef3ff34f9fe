/* SPDX-License-Identifier: ISC */
#include "intrude/process.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__

static pid_t pid;
static bool is_killed; /* by SIGKILL, for an attempt */
static bool calls_are_paused;
/* Its registers in its last system call: the next one is executed by the same instruction. */
static struct user_regs_struct interrupted;
/* Where the next argument goes: below the stack and its red zone. */
static uint64_t place;

static void trace(enum __ptrace_request request, uint64_t data)
{
	if (ptrace(request, pid, 0, data) < 0)
		err(EXIT_FAILURE, "ptrace");
}

uint64_t process_put(const void *data, size_t size)
{
	struct iovec here = {.iov_base = (void *)data, .iov_len = size};
	struct iovec there = {.iov_len = size};

	if (is_killed)
		return 0;
	place -= (size + 15) & ~(size_t)15;
	memcpy(&there.iov_base, &place, sizeof place);
	if (process_vm_writev(pid, &here, 1, &there, 1, 0) != (ssize_t)size)
		err(EXIT_FAILURE, "process_vm_writev");
	return place;
}

uint64_t process_put_text(const char *text)
{
	return process_put(text, strlen(text) + 1);
}

static bool has_pending_sigsys(void)
{
	struct __ptrace_peeksiginfo_args from = {.nr = 1};
	siginfo_t pending;

	return ptrace(PTRACE_PEEKSIGINFO, pid, &from, &pending) == 1 && pending.si_signo == SIGSYS;
}

void process_pause_calls(bool are_paused)
{
	calls_are_paused = are_paused;
}

long process_call(
	long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
	struct user_regs_struct registers = interrupted;
	bool entered = false;
	int status;

	if (calls_are_paused)
		return 0;
	if (is_killed)
		return BY_SIGKILL;
	/* Back to the instruction "syscall" that it executed last. No call is to be restarted. */
	registers.rip -= 2;
	registers.orig_rax = UINT64_MAX;
	registers.rax = (uint64_t)number;
	registers.rdi = a;
	registers.rsi = b;
	registers.rdx = c;
	registers.r10 = d;
	registers.r8 = e;
	registers.r9 = f;
	trace(PTRACE_SETREGS, (uintptr_t)&registers);
	for (;;) {
		unsigned long child;

		trace(PTRACE_SYSCALL, 0);
		if (waitpid(pid, &status, 0) < 0)
			err(EXIT_FAILURE, "waitpid");
		if (!WIFSTOPPED(status)) {
			is_killed = true;
			return BY_SIGKILL;
		}
		switch (status >> 8) {
		case SIGTRAP | 0x80:
			if (entered && !has_pending_sigsys()) {
				trace(PTRACE_GETREGS, (uintptr_t)&registers);
				return (long)registers.rax;
			}
			entered = true;
			continue;
		case SIGSYS: /* it does not get the signal */
			return BY_SIGSYS;
		case SIGTRAP | PTRACE_EVENT_EXEC << 8:
			return 0;
		case SIGTRAP | PTRACE_EVENT_FORK << 8:
		case SIGTRAP | PTRACE_EVENT_VFORK << 8:
		case SIGTRAP | PTRACE_EVENT_CLONE << 8:
			trace(PTRACE_GETEVENTMSG, (uintptr_t)&child);
			kill((pid_t)child, SIGKILL);
			continue;
		case SIGSEGV:
		case SIGILL:
			fputs("intrude: the process has crashed\n", stderr);
			exit(EXIT_FAILURE);
		}
	}
}

pid_t process_start_victim(void)
{
	char path[64];
	char byte;
	struct stat process;
	int ready[2];
	pid_t victim;

	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	if (stat(path, &process) < 0 || pipe2(ready, O_CLOEXEC) < 0)
		err(EXIT_FAILURE, "stat or pipe2");
	victim = fork();
	if (victim < 0)
		err(EXIT_FAILURE, "fork");
	if (victim > 0) {
		close(ready[1]);
		if (read(ready[0], &byte, 1) != 1)
			err(EXIT_FAILURE, "read");
		return victim;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (process.st_uid != geteuid() &&
		(setgroups(0, NULL) < 0 ||
			setresgid(process.st_gid, process.st_gid, process.st_gid) < 0 ||
			setresuid(process.st_uid, process.st_uid, process.st_uid) < 0))
		err(EXIT_FAILURE, "setresuid");
	prctl(PR_SET_DUMPABLE, 1);
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	/* A change of the user has reset it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (write(ready[1], "", 1) != 1)
		err(EXIT_FAILURE, "write");
	for (;;)
		pause();
}

static void seize(void)
{
	const uintptr_t options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC |
				  PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;

	trace(PTRACE_SEIZE, options);
	trace(PTRACE_INTERRUPT, 0);
	if (waitpid(pid, NULL, __WALL) < 0)
		err(EXIT_FAILURE, "waitpid");
}

/*
 * Returns when the process makes a system call: any, or if it is to execute a program, when that
 * reads from descriptor 0 or 1. Then it reads nothing, and otherwise makes another call.
 */
static void follow(bool executes)
{
	bool executed = false;
	int status;
	pid_t stopped;

	/* Not for ever, whatever happens. */
	alarm(60);
	trace(PTRACE_SYSCALL, 0);
	for (;;) {
		stopped = waitpid(-1, &status, __WALL);
		if (stopped < 0)
			err(EXIT_FAILURE, "waitpid");
		/* A child of the process: it is not of interest. */
		if (stopped != pid) {
			if (WIFSTOPPED(status))
				ptrace(PTRACE_DETACH, stopped, 0, 0);
			continue;
		}
		if (!WIFSTOPPED(status)) {
			fputs("intrude: the process has ended\n", stderr);
			exit(EXIT_FAILURE);
		}
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
			executed = true;
		if (status >> 8 == (SIGTRAP | 0x80)) {
			trace(PTRACE_GETREGS, (uintptr_t)&interrupted);
			/* The kernel enters a call with this value. */
			if (interrupted.rax == (uint64_t)-ENOSYS &&
				(!executes ||
					(executed && interrupted.rdi <= STDOUT_FILENO &&
						(interrupted.orig_rax == SYS_read ||
							interrupted.orig_rax == SYS_recvfrom))))
				break;
		}
		/* hello waits for its children. No timer ends the process. */
		trace(PTRACE_SYSCALL, WSTOPSIG(status) == SIGCHLD ? SIGCHLD : 0);
	}
	if (executes) {
		interrupted.rdx = 0;
		interrupted.r10 = MSG_DONTWAIT;
	} else {
		interrupted.orig_rax = SYS_getpid;
	}
	trace(PTRACE_SETREGS, (uintptr_t)&interrupted);
	trace(PTRACE_SYSCALL, 0);
	if (waitpid(pid, &status, __WALL) < 0)
		err(EXIT_FAILURE, "waitpid");
	/* If getpid(2) is not allowed, its signal has come after this. */
	if (!executes)
		process_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
	place = (interrupted.rsp - 4096) & ~UINT64_C(15);
}

void process_take(pid_t taken)
{
	pid = taken;
	seize();
	follow(false);
}

/* Forks. One process executes the program, and in the other one this returns. */
void process_execute(char *program[])
{
	int seized[2];
	pid_t tracer;
	char byte;

	pid = getpid();
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	if (pipe2(seized, O_CLOEXEC) < 0)
		err(EXIT_FAILURE, "pipe2");
	tracer = fork();
	if (tracer < 0)
		err(EXIT_FAILURE, "fork");
	if (tracer > 0) {
		if (read(seized[0], &byte, 1) != 1)
			exit(EXIT_FAILURE);
		execv(program[0], program);
		err(EXIT_FAILURE, "%s", program[0]);
	}
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	seize();
	if (write(seized[1], "", 1) != 1)
		err(EXIT_FAILURE, "write");
	follow(true);
}

#endif
