/* SPDX-License-Identifier: ISC */
/*
 * The end of a filter whose reply does not depend on what the peer sends: it sends the reply,
 * enters the strictest sandbox, and only then reads what the peer sends, to discard it. See
 * linger.h for why it must.
 */
#ifndef INETKIT_FILTER_ANSWER_H
#define INETKIT_FILTER_ANSWER_H

#include "filter/filter.h"
#include "filter/sandbox.h"

/*
 * Writes the reply to descriptor 1 and shuts it down for writing, and waits at most
 * LINGER_MILLISECONDS for the acknowledgement. Then it drains descriptor 1 until the peer closes
 * its side, at most LINGER_BYTES for at most LINGER_CHECK_MILLISECONDS. If descriptor 1 is not a
 * socket, nothing is drained.
 *
 * Exits with this status, or as filter_end() says if the reply cannot be written.
 */
__attribute__((noreturn)) void answer_send(struct filter *self, const struct policy *policy,
	const void *reply, size_t size, int status);

#endif
