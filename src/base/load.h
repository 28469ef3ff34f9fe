/* SPDX-License-Identifier: ISC */
/* How busy the system is. */
#ifndef INETKIT_BASE_LOAD_H
#define INETKIT_BASE_LOAD_H

#include <stdint.h>

/* The most that an option for a load average accepts. */
enum { LOAD_MAX = 1000000 };

/* The load average of the last minute, in millionths. Returns 0, or a negative errno. */
int load_get(uint64_t *ret_millionths);

#endif
