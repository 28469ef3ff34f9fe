/* SPDX-License-Identifier: ISC */
/*
 * The services that the shared server serves: those whose reply is a function of the request, the
 * clock and a random source. The filters call the same functions of rfc864.h to rfc868.h.
 */
#ifndef INETKIT_SHARED_RESPONDER_H
#define INETKIT_SHARED_RESPONDER_H

#include "base/prng.h"
#include "filter/filter.h"
#include "filter/options.h"
#include "protocol/rfc864.h"
#include "protocol/rfc867.h"
#include "shared/quotes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum responder_kind {
	RESPONDER_CHARGEN,
	RESPONDER_DAYTIME,
	RESPONDER_DISCARD,
	RESPONDER_ECHO,
	RESPONDER_QOTD,
	RESPONDER_TIME,
};

/* Characters in a datagram of chargen, RFC 864. */
enum { RESPONDER_CHARGEN_MAX = 512 };

struct responder {
	/* With the synopsis of the arguments that the shared server takes. */
	struct service service;
	enum responder_kind kind;
	bool is_for_streams; /* served over TCP too, where there is no request */
	bool is_echo;        /* the reply is the request */
	bool needs_clock;
	bool has_reply; /* not discard */
	struct options_time time;
	struct options_daytime daytime;
	struct quotes quotations;
	struct prng prng;
	int64_t now;       /* Unix time of the reply below */
	size_t reply_size; /* 0 before the clock was read */
	char reply[RFC867_SIZE];
	char block[RFC864_PERIOD + RESPONDER_CHARGEN_MAX];
};

/* Find the service of that name. 0, or -ENOENT if the shared server does not serve it. */
int responder_find(struct responder *ret_responder, const char *name);

/*
 * Read the arguments of the service; argv[0] is its name. A wrong argument is refused with
 * filter_refuse(). A file of quotations that cannot be used is logged and left out.
 */
void responder_configure(struct responder *self, struct filter *filter, int argc, char *argv[]);

/* True if a reply may be longer than 4 bytes and than its request. With is_full, the replies of
 * qotd and chargen are not cut. */
bool responder_amplifies(const struct responder *self, bool is_full);

/* Seed the random source that qotd and chargen need. 0, or a negative errno. */
int responder_seed(struct responder *self);

/*
 * Read the clock, for all replies of time and daytime until the next call; does nothing for the
 * other services. 0, or a negative errno: then no reply may be sent (RFC 868 closes a connection
 * without one). -ENODATA if daytime's format makes no line for this time.
 */
int responder_read_clock(struct responder *self);

/*
 * The reply to a request of size bytes; NULL for discard. The reply of qotd and chargen is cut
 * to max bytes. The reply of echo is the request itself. The replies of time (4 bytes) and daytime
 * (a line of less than RFC867_SIZE bytes, whose length depends on the format and the time) are
 * never cut. The reply is valid until the next responder_read_clock(), and as long as the
 * request.
 */
const void *responder_make(
	struct responder *self, const void *request, size_t size, size_t max, size_t *ret_size);

void responder_free(struct responder *self);

#endif
