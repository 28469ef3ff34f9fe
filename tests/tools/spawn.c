/* SPDX-License-Identifier: ISC */
/*
 * Starts a program again and again, one after another, and prints how long it took from start to
 * exit. Each run has a UNIX socket as its standard input and output, whose peer has sent nothing
 * and has half-closed it. The environment is empty, because its length counts.
 */
#include "base/now.h"
#include "base/number.h"
#include "common/allocate.h"
#include "common/durations.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COUNT_MAX = 1000000 };

struct settings {
	int64_t count;
	bool is_closed;  /* the peer has closed, not half-closed, the socket */
	bool is_counted; /* count instructions */
	char **command;
};

static char *no_environment[] = {NULL};

/* The peer is ends[0], the program's end is ends[1]. */
static void open_sockets(const struct settings *settings, int ends[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		err(1, "socketpair");
	shutdown(ends[0], settings->is_closed ? SHUT_RDWR : SHUT_WR);
}

static void close_sockets(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

/* A program that failed was not measured. */
static void check(const struct settings *settings, int status)
{
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		errx(1, "%s failed with wait status %#x", settings->command[0], (unsigned)status);
}

/* Returns the duration in nanoseconds. */
static int64_t run(const struct settings *settings)
{
	posix_spawn_file_actions_t actions;
	int64_t began;
	int64_t ended;
	int ends[2];
	int status;
	pid_t pid;

	open_sockets(settings, ends);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	began = now_monotonic();
	errno = posix_spawn(
		&pid, settings->command[0], &actions, NULL, settings->command, no_environment);
	if (errno != 0)
		err(1, "%s", settings->command[0]);
	if (waitpid(pid, &status, 0) < 0)
		err(1, "waitpid");
	ended = now_monotonic();
	check(settings, status);
	posix_spawn_file_actions_destroy(&actions);
	close_sockets(ends);
	return ended - began;
}

static void measure(const struct settings *settings)
{
	int64_t *durations = allocate((size_t)settings->count, sizeof *durations);

	for (int64_t i = 0; i < settings->count; i++)
		durations[i] = run(settings);
	durations_sort(durations, settings->count);
	printf("%.1f %.1f\n", durations_percentile(durations, settings->count, 50),
		durations_percentile(durations, settings->count, 99));
	free(durations);
}

static _Noreturn void execute_traced(const struct settings *settings, int fd)
{
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
		err(1, "ptrace");
	execve(settings->command[0], settings->command, no_environment);
	err(1, "%s", settings->command[0]);
}

/*
 * By single steps: virtual machines often have no hardware counter, and valgrind cannot run a
 * program that confines itself. The first stop is after execve(2).
 */
static void count_instructions(const struct settings *settings)
{
	long long count = 0;
	int ends[2];
	int status;
	pid_t pid;

	open_sockets(settings, ends);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0)
		execute_traced(settings, ends[1]);
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		long signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);

		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, signal) < 0)
			err(1, "ptrace");
		count++;
	}
	check(settings, status);
	printf("%lld\n", count);
	close_sockets(ends);
}

static _Noreturn void show_usage(void)
{
	fputs("usage: spawn [-ci] [-n COUNT] PROGRAM [ARG...]\n"
	      "Prints the median and the 99th percentile of the time from start to exit in\n"
	      "microseconds.\n"
	      "-c: the peer has closed the socket; -i: print the number of instructions in user\n"
	      "space instead\n",
		stderr);
	exit(2);
}

int main(int argc, char *argv[])
{
	struct settings settings = {.count = 100};
	bool is_valid = true;
	int option;

	while (is_valid && (option = getopt(argc, argv, "+cin:")) != -1)
		switch (option) {
		case 'c':
			settings.is_closed = true;
			break;
		case 'i':
			settings.is_counted = true;
			break;
		case 'n':
			is_valid = number_parse(optarg, 1, COUNT_MAX, &settings.count);
			break;
		default:
			is_valid = false;
		}
	settings.command = argv + optind;
	if (!is_valid || optind == argc)
		show_usage();
	if (settings.is_counted)
		count_instructions(&settings);
	else
		measure(&settings);
	return 0;
}
