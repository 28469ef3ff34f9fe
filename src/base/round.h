/* Integer division with a chosen rounding: how many units a number of nanoseconds is. */
#ifndef INETKIT_BASE_ROUND_H
#define INETKIT_BASE_ROUND_H

#include <stdint.h>

/* The unit is positive. */
int64_t round_down(int64_t nanoseconds, int64_t unit);
int64_t round_up(int64_t nanoseconds, int64_t unit);

/* Half a unit rounds away from zero. */
int64_t round_nearest(int64_t nanoseconds, int64_t unit);

#endif
