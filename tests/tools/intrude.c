/* SPDX-License-Identifier: ISC */
/*
 * Acts as an intruder in a service: makes its process try system calls, by
 * ptrace(2), and writes for each attempt to the file OUTPUT its name, a tab, and how it ended:
 * "allowed", "SIGSYS", "SIGKILL" or the name of the error. It is the process itself that tries: its
 * filters, user, namespaces and limits apply. Kills it at the end.
 *
 * The first usage executes the program, and takes over when that would read from descriptor 0 or 1.
 * The second takes over a process that waits in a system call.
 *
 *	intrude OUTPUT PROGRAM [ARG...]
 *	intrude -p PID OUTPUT
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <limits.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
int main(void)
{
	fputs("intrude: it knows the registers of x86-64 only\n", stderr);
	return 77;
}
#else

static pid_t pid;
static bool is_killed; /* by SIGKILL, for an attempt */
static FILE *output;
/* Its registers in its last system call: the next one is executed by the same instruction. */
static struct user_regs_struct interrupted;
/* Where the next argument goes: below the stack and its red zone. */
static uint64_t place;

static void die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void trace(enum __ptrace_request request, uint64_t data)
{
	if (ptrace(request, pid, 0, data) < 0)
		die("intrude: ptrace");
}

/* Copies an argument into the process. Returns its address there. */
static uint64_t put(const void *data, size_t size)
{
	struct iovec here = {.iov_base = (void *)data, .iov_len = size};
	struct iovec there = {.iov_len = size};

	if (is_killed)
		return 0;
	place -= (size + 15) & ~(size_t)15;
	memcpy(&there.iov_base, &place, sizeof place);
	if (process_vm_writev(pid, &here, 1, &there, 1, 0) != (ssize_t)size)
		die("intrude: process_vm_writev");
	return place;
}

static uint64_t put_text(const char *text)
{
	return put(text, strlen(text) + 1);
}

static bool has_pending_sigsys(void)
{
	struct __ptrace_peeksiginfo_args from = {.nr = 1};
	siginfo_t pending;

	return ptrace(PTRACE_PEEKSIGINFO, pid, &from, &pending) == 1 && pending.si_signo == SIGSYS;
}

/* How a system call ended: a filter of seccomp(2) stopped it with SIGSYS, or SECCOMP_MODE_STRICT
 * killed the process. No error has these numbers. */
enum { BY_SIGSYS = -4096, BY_SIGKILL = -4097 };

/* The process makes this system call. Returns what it returned: a negative errno if it failed. */
static long call(
	long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f)
{
	struct user_regs_struct registers = interrupted;
	bool entered = false;
	int status;

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
			die("intrude: waitpid");
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

/* Prints how the attempt ended. A process that one attempt has killed makes no other. */
static void report(const char *name, long result)
{
	static bool is_over;
	const char *how = "allowed";

	if (is_over)
		return;
	is_over = is_killed;
	if (result == BY_SIGKILL)
		how = "SIGKILL";
	else if (result == BY_SIGSYS)
		how = "SIGSYS";
	else if (result < 0)
		how = strerrorname_np((int)-result);
	fprintf(output, "%s\t%s\n", name, how != NULL ? how : "?");
}

static long open_file(const char *path, int flags)
{
	return call(SYS_openat, (uint64_t)AT_FDCWD, put_text(path), (uint64_t)flags, 0600, 0, 0);
}

/* The journal of the system, of which there are two places. */
static long open_journal(void)
{
	glob_t found;
	long result;

	if (glob("/var/log/journal/*/system.journal", 0, NULL, &found) != 0 &&
		glob("/run/log/journal/*/system.journal", 0, NULL, &found) != 0) {
		fputs("intrude: there is no journal\n", stderr);
		exit(EXIT_FAILURE);
	}
	result = open_file(found.gl_pathv[0], O_RDONLY);
	globfree(&found);
	return result;
}

static long open_environment(pid_t other)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/environ", (int)other);
	return open_file(path, O_RDONLY);
}

static long create_socket(void)
{
	return call(SYS_socket, AF_INET, SOCK_STREAM, 0, 0, 0, 0);
}

/* Returns a port of loopback on which this process listens. */
static uint16_t listening_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 1) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		die("intrude: listen");
	return ntohs(address.sin_port);
}

/* Connects to, or binds, a port of loopback. */
static long use_address(long number, uint16_t port)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	long fd = create_socket();

	return fd < 0 ? fd
		      : call(number, (uint64_t)fd, put(&address, sizeof address), sizeof address, 0,
				0, 0);
}

static long execute(void)
{
	const uint64_t path = put_text("/bin/true");
	const uint64_t arguments[] = {path, 0};

	return call(SYS_execve, path, put(arguments, sizeof arguments), 0, 0, 0, 0);
}

static long mount_over(const char *directory)
{
	return call(SYS_mount, put_text("none"), put_text(directory), put_text("tmpfs"), 0, 0, 0);
}

static long add_key(void)
{
	return call(SYS_add_key, put_text("user"), put_text("intruder"), put_text("x"), 1,
		(uint64_t)KEY_SPEC_PROCESS_KEYRING, 0);
}

/* The hard limit of real-time priorities is 0 for everybody. */
static long raise_limit(void)
{
	const struct rlimit limit = {.rlim_cur = 1, .rlim_max = 1};

	return call(SYS_prlimit64, 0, RLIMIT_RTPRIO, put(&limit, sizeof limit), 0, 0, 0);
}

static long map_code(void)
{
	return call(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
}

static void attempt_all(pid_t victim)
{
	report("read a file", open_file("/etc/passwd", O_RDONLY));
	report("read /etc/shadow", open_file("/etc/shadow", O_RDONLY));
	report("read the journal", open_journal());
	report("read /proc of another process", open_environment(victim));
	report("read /proc of PID 1", open_environment(1));
	report("create a file in /tmp", open_file("/tmp/intruder", O_WRONLY | O_CREAT));
	report("create a socket", create_socket());
	report("connect", use_address(SYS_connect, listening_port()));
	report("bind a port", use_address(SYS_bind, 0));
	report("create a process", call(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0));
	report("signal another process", call(SYS_kill, (uint64_t)victim, 0, 0, 0, 0, 0));
	report("trace another process",
		call(SYS_ptrace, PTRACE_SEIZE, (uint64_t)victim, 0, 0, 0, 0));
	report("mount a file system", mount_over("/mnt"));
	report("add a key", add_key());
	report("raise a limit", raise_limit());
	report("become root", call(SYS_setuid, 0, 0, 0, 0, 0, 0));
	report("map executable memory", map_code());
	/* In another namespace, or as another program, it could not attempt the others. */
	report("create a namespace", call(SYS_unshare, CLONE_NEWUSER, 0, 0, 0, 0, 0));
	report("execute a program", execute());
}

/* Starts another process of the user of the process, which anything of the same user may trace. */
static pid_t start_victim(void)
{
	char path[64];
	char byte;
	struct stat process;
	int ready[2];
	pid_t victim;

	snprintf(path, sizeof path, "/proc/%d", (int)pid);
	if (stat(path, &process) < 0 || pipe2(ready, O_CLOEXEC) < 0)
		die("intrude: stat or pipe2");
	victim = fork();
	if (victim < 0)
		die("intrude: fork");
	if (victim > 0) {
		close(ready[1]);
		if (read(ready[0], &byte, 1) != 1)
			die("intrude: read");
		return victim;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (process.st_uid != geteuid() &&
		(setgroups(0, NULL) < 0 ||
			setresgid(process.st_gid, process.st_gid, process.st_gid) < 0 ||
			setresuid(process.st_uid, process.st_uid, process.st_uid) < 0))
		die("intrude: setresuid");
	prctl(PR_SET_DUMPABLE, 1);
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	/* A change of the user has reset it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (write(ready[1], "", 1) != 1)
		die("intrude: write");
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
		die("intrude: waitpid");
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

	trace(PTRACE_SYSCALL, 0);
	for (;;) {
		stopped = waitpid(-1, &status, __WALL);
		if (stopped < 0)
			die("intrude: waitpid");
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
		die("intrude: waitpid");
	/* If getpid(2) is not allowed, its signal has come after this. */
	if (!executes)
		call(SYS_getpid, 0, 0, 0, 0, 0, 0);
}

/* Forks. One process executes the program, and in the other one this returns. */
static void execute_program(char *program[])
{
	int seized[2];
	pid_t tracer;
	char byte;

	pid = getpid();
	prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);
	if (pipe2(seized, O_CLOEXEC) < 0)
		die("intrude: pipe2");
	tracer = fork();
	if (tracer < 0)
		die("intrude: fork");
	if (tracer > 0) {
		if (read(seized[0], &byte, 1) != 1)
			exit(EXIT_FAILURE);
		execv(program[0], program);
		die(program[0]);
	}
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	seize();
	if (write(seized[1], "", 1) != 1)
		die("intrude: write");
}

int main(int argc, char *argv[])
{
	const bool executes = argc >= 2 && strcmp(argv[1], "-p") != 0;
	const char *path = executes ? argv[1] : argv[3];
	char temporary[PATH_MAX];
	pid_t victim;

	if (argc < 3 || (!executes && argc != 4)) {
		fputs("usage: intrude OUTPUT PROGRAM [ARG...]\n       intrude -p PID OUTPUT\n",
			stderr);
		return 2;
	}
	snprintf(temporary, sizeof temporary, "%s.new", path);
	if (executes) {
		execute_program(&argv[2]);
	} else {
		pid = atoi(argv[2]);
		seize();
	}
	/* Not for ever, whatever happens. */
	alarm(60);
	follow(executes);
	output = fopen(temporary, "w");
	if (output == NULL)
		die(temporary);
	place = (interrupted.rsp - 4096) & ~UINT64_C(15);
	victim = start_victim();
	attempt_all(victim);
	kill(victim, SIGKILL);
	unlink("/tmp/intruder");
	umount2("/mnt", MNT_DETACH);
	if (fclose(output) != 0 || rename(temporary, path) < 0)
		die(path);
	return EXIT_SUCCESS;
}
#endif
