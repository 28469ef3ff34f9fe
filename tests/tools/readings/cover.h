/* SPDX-License-Identifier: ISC */
/* Whether the decimal text of an interval contains the interval. */
#ifndef INETKIT_TESTS_READINGS_COVER_H
#define INETKIT_TESTS_READINGS_COVER_H

#include <stdint.h>

/*
 * Try this many random intervals with every number of decimals. Prints the first failure, or the
 * count. Returns the exit status.
 */
int cover_check(int64_t count);

#endif
