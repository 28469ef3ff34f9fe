/* SPDX-License-Identifier: ISC */
#include "intrude/attempts.h"
#include "intrude/process.h"

#include <err.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifdef __x86_64__

static FILE *output;
static int left_out; /* attempts that are still to be left out */

/* Prints how the attempt ended. A process that one attempt has killed makes no other. */
static void report(const char *name, long result)
{
	static bool is_over;
	const char *how = "allowed";

	if (left_out > 0) {
		process_pause_calls(--left_out > 0);
		return;
	}
	if (is_over)
		return;
	is_over = result == BY_SIGKILL;
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
	return process_call(SYS_openat, (uint64_t)AT_FDCWD, process_put_text(path), (uint64_t)flags,
		0600, 0, 0);
}

/* The journal of the system, of which there are two places. If there is none, this fails for root
 * too. */
static long open_journal(void)
{
	glob_t found;
	long result;

	if (glob("/var/log/journal/*/system.journal", 0, NULL, &found) != 0 &&
		glob("/run/log/journal/*/system.journal", 0, NULL, &found) != 0)
		return open_file("/run/log/journal", O_RDONLY);
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
	return process_call(SYS_socket, AF_INET, SOCK_STREAM, 0, 0, 0, 0);
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
		err(EXIT_FAILURE, "listen");
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
		      : process_call(number, (uint64_t)fd, process_put(&address, sizeof address),
				sizeof address, 0, 0, 0);
}

static long execute(void)
{
	const uint64_t path = process_put_text("/bin/true");
	const uint64_t arguments[] = {path, 0};

	return process_call(SYS_execve, path, process_put(arguments, sizeof arguments), 0, 0, 0, 0);
}

static long mount_over(const char *directory)
{
	return process_call(SYS_mount, process_put_text("none"), process_put_text(directory),
		process_put_text("tmpfs"), 0, 0, 0);
}

static long add_key(void)
{
	return process_call(SYS_add_key, process_put_text("user"), process_put_text("intruder"),
		process_put_text("x"), 1, (uint64_t)KEY_SPEC_PROCESS_KEYRING, 0);
}

/* The hard limit of real-time priorities is 0 for everybody. */
static long raise_limit(void)
{
	const struct rlimit limit = {.rlim_cur = 1, .rlim_max = 1};

	return process_call(
		SYS_prlimit64, 0, RLIMIT_RTPRIO, process_put(&limit, sizeof limit), 0, 0, 0);
}

static long map_code(void)
{
	return process_call(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		MAP_PRIVATE | MAP_ANONYMOUS, UINT64_MAX, 0);
}

void attempt_from(int first, pid_t victim, FILE *file)
{
	output = file;
	left_out = first - 1;
	process_pause_calls(left_out > 0);
	report("read a file", open_file("/etc/passwd", O_RDONLY));
	report("read /etc/shadow", open_file("/etc/shadow", O_RDONLY));
	report("read the journal", open_journal());
	report("read /proc of another process", open_environment(victim));
	report("read /proc of PID 1", open_environment(1));
	report("create a file in /tmp", open_file("/tmp/intruder", O_WRONLY | O_CREAT));
	report("create a socket", create_socket());
	report("connect", use_address(SYS_connect, listening_port()));
	report("bind a port", use_address(SYS_bind, 0));
	report("create a process", process_call(SYS_clone, SIGCHLD, 0, 0, 0, 0, 0));
	report("signal another process", process_call(SYS_kill, (uint64_t)victim, 0, 0, 0, 0, 0));
	report("trace another process",
		process_call(SYS_ptrace, PTRACE_SEIZE, (uint64_t)victim, 0, 0, 0, 0));
	report("mount a file system", mount_over("/mnt"));
	report("add a key", add_key());
	report("raise a limit", raise_limit());
	report("become root", process_call(SYS_setuid, 0, 0, 0, 0, 0, 0));
	report("map executable memory", map_code());
	/* In another namespace, or as another program, it could not attempt the others. */
	report("create a namespace", process_call(SYS_unshare, CLONE_NEWUSER, 0, 0, 0, 0, 0));
	report("execute a program", execute());
}

#endif
