/* The time of day. */
#ifndef INETKIT_NOW_H
#define INETKIT_NOW_H

#include <stdint.h>

/*
 * The Unix time in whole seconds, by the clock itself: time(2) takes the kernel's last tick, and
 * shows the second before for some milliseconds. 0, or a negative errno.
 */
int now_get(int64_t *ret_unix_time);

/* A clock for durations, which nobody sets: CLOCK_MONOTONIC, in nanoseconds. */
int64_t now_monotonic(void);

#endif
