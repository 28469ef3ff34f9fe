/* SPDX-License-Identifier: ISC */
/* The Quote of the Day Protocol, RFC 865: one message of fewer than 512 bytes. */
#ifndef INETKIT_PROTOCOL_RFC865_H
#define INETKIT_PROTOCOL_RFC865_H

#include "base/prng.h"

enum { RFC865_MAX = 511 }; /* bytes of a message */

/* A random message of the built-in collection, as a string. */
const char *rfc865_builtin(struct prng *prng);

#endif
