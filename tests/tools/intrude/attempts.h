/* SPDX-License-Identifier: ISC */
/* What an intruder in a service would try. */
#ifndef INETKIT_TESTS_INTRUDE_ATTEMPTS_H
#define INETKIT_TESTS_INTRUDE_ATTEMPTS_H

#include <stdio.h>
#include <sys/types.h>

/* Makes the process try everything, some of it on the victim, and writes a line for each attempt:
 * its name, a tab, and how it ended: "allowed", "SIGSYS", "SIGKILL" or the name of the error. */
void attempt_all(pid_t victim, FILE *output);

#endif
