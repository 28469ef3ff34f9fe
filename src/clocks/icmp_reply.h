/* SPDX-License-Identifier: ISC */
/* Reports of a failed request by ICMP; its reply is in clocks/time_reply.h. */
#ifndef INETKIT_CLOCKS_ICMP_REPLY_H
#define INETKIT_CLOCKS_ICMP_REPLY_H

#include "clocks/time_reply.h"

/* True if these bytes, quoted in the report of a failure, are the beginning of one of the requests
 * whose reply this is. */
bool icmp_reply_is_quoted(const struct time_reply *self, const uint8_t *quote, size_t size);

#endif
