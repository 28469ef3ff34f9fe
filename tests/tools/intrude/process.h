/* SPDX-License-Identifier: ISC */
/*
 * The process of a service, which this program traces with ptrace(2) and lets make system calls. It
 * is the process itself that makes them: its filters, user, namespaces and limits apply. There is
 * one process. An error of the tracing ends this program.
 */
#ifndef INETKIT_TESTS_INTRUDE_PROCESS_H
#define INETKIT_TESTS_INTRUDE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How a system call ended: a filter of seccomp(2) stopped it with SIGSYS, or SECCOMP_MODE_STRICT
 * killed the process. No error has these numbers. */
enum { BY_SIGSYS = -4096, BY_SIGKILL = -4097 };

/* Takes over a process that waits in a system call. */
void process_take(pid_t pid);

/* Executes the program in a new process, and takes that over when it would read from descriptor 0
 * or 1. */
void process_execute(char *program[]);

/* Starts another process of the same user, which anything of this user may trace. */
pid_t process_start_victim(void);

/* Copies an argument into the process. Returns its address there. */
uint64_t process_put(const void *data, size_t size);
uint64_t process_put_text(const char *text);

/* The process makes this system call. Returns what it returned: a negative errno if it failed. */
long process_call(
	long number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);

/* While they are paused, the process makes no calls, and process_call() returns 0. */
void process_pause_calls(bool are_paused);

#endif
