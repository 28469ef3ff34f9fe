/*
 * The services whose reply is a function of the request, the clock and a random source: what
 * `shared` serves. The filters make their replies by the same functions of rfc865.h to rfc868.h.
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
	struct service service; /* its synopsis is what of its arguments `shared` takes */
	enum responder_kind kind;
	bool is_for_streams; /* it can answer a connection too, which sends no request */
	bool needs_request;  /* the octets of it, not only how many there are */
	bool needs_clock;    /* responder_set_clock() */
	struct options_time time;
	struct options_daytime daytime;
	struct quotes quotations;
	int64_t now; /* in Unix time, of the reply below; before responder_set_clock(), none */
	size_t reply_size;
	char reply[RFC867_SIZE];
	char block[RFC864_PERIOD + RESPONDER_CHARGEN_MAX];
};

/* The service of that name; false if there is none that is an answer. */
bool responder_find(struct responder *ret, const char *name);

/*
 * Read the service's own arguments, argv[0] not being one of them. What is wrong is reported to
 * the filter, which is then done; files of quotations that cannot be used are only reported.
 */
void responder_configure(struct responder *self, struct filter *filter, int argc, char *argv[]);

/* Tell it the time, for all answers until the next call. False if the clock gives no reply. */
bool responder_set_clock(struct responder *self, int64_t now);

/*
 * The reply to a request of so many octets, and its size; NULL if there is none. With is_cut, it is
 * not longer than the request, unless it is small and always of one size. It lasts until the next
 * responder_set_clock(), and as long as the request.
 */
const void *responder_make(const struct responder *self, const void *request, size_t size,
	bool is_cut, struct prng *prng, size_t *ret_size);

void responder_free(struct responder *self);

#endif
