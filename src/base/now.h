/* SPDX-License-Identifier: ISC */
/* The system's clocks. */
#ifndef INETKIT_BASE_NOW_H
#define INETKIT_BASE_NOW_H

#include <stdint.h>

/*
 * The Unix time in whole seconds, from CLOCK_REALTIME. time(2) is not good enough: it returns the
 * time of the kernel's last tick, which is in the previous second for up to some milliseconds.
 * Returns 0, or a negative errno.
 */
int now_get(int64_t *ret_unix_time);

/* The local clock (CLOCK_REALTIME), in nanoseconds since 1970; 0 if it cannot be read. */
int64_t now_local(void);

/*
 * How far the local clock is ahead of CLOCK_BOOTTIME, which cannot be set, in nanoseconds and
 * accurate to some microseconds. It changes only when somebody sets or adjusts the local clock.
 */
int64_t now_base(void);

/* A clock for durations (CLOCK_MONOTONIC), in nanoseconds since an unspecified time. */
int64_t now_monotonic(void);

/* The same, but it also counts the time in which the system was suspended (CLOCK_BOOTTIME). */
int64_t now_boottime(void);

#endif
