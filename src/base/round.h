/* SPDX-License-Identifier: ISC */
/* Integer division that rounds in a chosen direction. The divisor, unit, is positive. */
#ifndef INETKIT_BASE_ROUND_H
#define INETKIT_BASE_ROUND_H

#include <stdint.h>

/* Towards minus infinity. */
int64_t round_down(int64_t nanoseconds, int64_t unit);

/* Towards plus infinity. */
int64_t round_up(int64_t nanoseconds, int64_t unit);

/* To the nearest; a half rounds away from zero. */
int64_t round_nearest(int64_t nanoseconds, int64_t unit);

#endif
