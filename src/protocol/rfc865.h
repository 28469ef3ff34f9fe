/* The Quote of the Day Protocol, RFC 865: one message of fewer than 512 octets. */
#ifndef INETKIT_PROTOCOL_RFC865_H
#define INETKIT_PROTOCOL_RFC865_H

#include "base/prng.h"

enum { RFC865_MAX = 511 };

/* A message of the collection compiled in. */
const char *rfc865_builtin(struct prng *prng);

#endif
