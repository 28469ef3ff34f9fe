/* SPDX-License-Identifier: ISC */
/*
 * Acts as an intruder in a service: makes its process try system calls, and writes to the file
 * OUTPUT how each attempt ended. Kills the process at the end.
 *
 * The first usage executes the program, and takes over when that would read from descriptor 0 or 1.
 * The second takes over a process that waits in a system call.
 *
 *	intrude [-n NUMBER] OUTPUT PROGRAM [ARG...]
 *	intrude -p PID OUTPUT
 *
 * -n: begins with this attempt; 1 is the first. SECCOMP_MODE_STRICT kills the process at its first
 * one.
 */
#include "intrude/attempts.h"
#include "intrude/process.h"

#include <err.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#ifndef __x86_64__
int main(void)
{
	fputs("intrude: it knows the registers of x86-64 only\n", stderr);
	return 77;
}
#else

int main(int argc, char *argv[])
{
	char temporary[PATH_MAX];
	const char *path;
	bool executes;
	int first = 1;
	pid_t victim;
	FILE *output;

	if (argc > 3 && strcmp(argv[1], "-n") == 0) {
		first = atoi(argv[2]);
		argc -= 2;
		argv += 2;
	}
	executes = argc >= 2 && strcmp(argv[1], "-p") != 0;
	if (argc < 3 || (!executes && argc != 4)) {
		fputs("usage: intrude [-n NUMBER] OUTPUT PROGRAM [ARG...]\n"
		      "       intrude -p PID OUTPUT\n",
			stderr);
		return 2;
	}
	path = executes ? argv[1] : argv[3];
	snprintf(temporary, sizeof temporary, "%s.new", path);
	if (executes)
		process_execute(&argv[2]);
	else
		process_take(atoi(argv[2]));
	output = fopen(temporary, "w");
	if (output == NULL)
		err(EXIT_FAILURE, "%s", temporary);
	victim = process_start_victim();
	attempt_from(first, victim, output);
	kill(victim, SIGKILL);
	unlink("/tmp/intruder");
	umount2("/mnt", MNT_DETACH);
	if (fclose(output) != 0 || rename(temporary, path) < 0)
		err(EXIT_FAILURE, "%s", path);
	return EXIT_SUCCESS;
}
#endif
