/* SPDX-License-Identifier: ISC */
/* The idle limit of a filter: end the process when its connection has been silent for too long. */
#ifndef INETKIT_BASE_IDLE_H
#define INETKIT_BASE_IDLE_H

#include <signal.h>

/*
 * Ends the process with status 0 once nothing has been read or written for this many seconds, or
 * at most a quarter longer; 0 means no limit. Another call replaces the limit.
 *
 * A timer and SIGALRM implement the limit. It adds no system call to a transfer, and it applies
 * to every kind of descriptor, even to a write that blocks.
 *
 * Also ignores SIGPIPE, so that write(2) to a peer that is gone fails with EPIPE.
 *
 * Returns 0, or a negative errno: a supervisor may forbid these system calls. Then there is no
 * limit.
 */
int idle_limit_start(unsigned seconds);

/*
 * Ends the process with this status after so many milliseconds, whatever is read or written until
 * then. Replaces the idle limit, which must have been started. Works in SECCOMP_MODE_STRICT; the
 * process must have only one thread. Returns 0, or a negative errno.
 */
int idle_limit_total(unsigned milliseconds, int status);

/* Stops the timer; SIGPIPE stays ignored. For a caller with a shorter timeout. */
void idle_limit_pause(void);

/* Undoes idle_limit_start(). Call this before execve(2), because ignored signals stay ignored. */
void idle_limit_stop(void);

/* Set this to 1 after every transfer. Each tick of the timer sets it to 0. */
extern volatile sig_atomic_t idle_progress;

#endif
