/* SPDX-License-Identifier: ISC */
/*
 * The idle limit of a filter, and the limits derived from it: end the process when its connection
 * has been silent for too long, or transfers next to nothing, or has lasted too long. Without the
 * last two, a peer that sends a byte now and then would keep its place for ever.
 */
#ifndef INETKIT_BASE_IDLE_H
#define INETKIT_BASE_IDLE_H

#include <signal.h>
#include <stddef.h>

enum {
	/* At least this many bytes must be read and written in this many idle limits: 60 bytes in 5
	 * minutes with the default. A person who types to echo transfers each byte twice. */
	IDLE_LEAST_BYTES = 60,
	IDLE_LEAST_LIMITS = 5,
	/* The life of a connection, in idle limits: an hour with the default. */
	IDLE_LIFE_LIMITS = 60,
};

/*
 * Ends the process with status 0 once nothing has been read or written for this many seconds, or
 * at most a quarter longer, or by the other two limits; 0 means no limit at all. Another call
 * replaces the limits, and their time begins again.
 *
 * A timer and SIGALRM implement the limits. It adds no system call to a transfer, and it applies
 * to every kind of descriptor, even to a write that blocks.
 *
 * Also ignores SIGPIPE, so that write(2) to a peer that is gone fails with EPIPE.
 *
 * Returns 0, or a negative errno: a supervisor may forbid these system calls. Then there is no
 * limit.
 */
int idle_limit_start(unsigned seconds);

/*
 * Ends the process with this status after this many milliseconds, whatever is read or written until
 * then. The idle limit must have been started, and paused. Works in SECCOMP_MODE_STRICT; the
 * process must have only one thread. Returns 0, or a negative errno.
 */
int idle_limit_total(unsigned milliseconds, int status);

/* Stops the timer; SIGPIPE stays ignored. For a caller with a shorter timeout. */
void idle_limit_pause(void);

/* Undoes idle_limit_start(). Call this before execve(2), because ignored signals stay ignored. */
void idle_limit_stop(void);

/* Bytes since the last tick of the timer, at most IDLE_LEAST_BYTES. */
extern volatile sig_atomic_t idle_bytes;

/* Call this after every transfer. */
static inline void idle_count(size_t bytes)
{
	size_t most = (size_t)(IDLE_LEAST_BYTES - idle_bytes);

	idle_bytes += (sig_atomic_t)(bytes < most ? bytes : most);
}

#endif
