/* SPDX-License-Identifier: ISC */
/* Memory for a tool. Exits with status 1 if none is left. */
#ifndef INETKIT_TESTS_COMMON_ALLOCATE_H
#define INETKIT_TESTS_COMMON_ALLOCATE_H

#include <stddef.h>

/* Zeroed, for free(3). */
void *allocate(size_t count, size_t size);

#endif
