/* SPDX-License-Identifier: ISC */
/* The limit of open files. */
#ifndef INETKIT_CLIENT_DESCRIPTORS_H
#define INETKIT_CLIENT_DESCRIPTORS_H

#include <stddef.h>

/* Raises the limit of open files as far as permitted. Returns the limit. */
size_t descriptors_raise_limit(void);

#endif
