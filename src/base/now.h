/* The time of day. */
#ifndef INETKIT_BASE_NOW_H
#define INETKIT_BASE_NOW_H

#include <stdint.h>

/*
 * The Unix time in whole seconds, by the clock itself: time(2) takes the kernel's last tick, and
 * shows the second before for some milliseconds. 0, or a negative errno.
 */
int now_get(int64_t *ret_unix_time);

/* The same in nanoseconds, for a clock that can be read: as clock_gettime(2) has CLOCK_REALTIME. */
int64_t now_local(void);

/*
 * By how much that clock is ahead of one that nobody can set (CLOCK_BOOTTIME), in nanoseconds, to
 * some microseconds: it stays the same until the local clock is set.
 */
int64_t now_base(void);

/* A clock for durations, which nobody sets: CLOCK_MONOTONIC, in nanoseconds. */
int64_t now_monotonic(void);

/* The same, but it goes on while the system is suspended: CLOCK_BOOTTIME. */
int64_t now_boottime(void);

#endif
