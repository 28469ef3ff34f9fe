/* SPDX-License-Identifier: ISC */
/* What an intruder in a service would try. */
#ifndef INETKIT_TESTS_INTRUDE_ATTEMPTS_H
#define INETKIT_TESTS_INTRUDE_ATTEMPTS_H

#include <stdio.h>
#include <sys/types.h>

/*
 * Makes the process try everything from the attempt of this number on, some of it on the victim; 1
 * is the first. Writes a line for each attempt: its name, a tab, and how it ended: "allowed",
 * "SIGSYS", "SIGKILL" or the name of the error.
 */
void attempt_from(int first, pid_t victim, FILE *output);

#endif
