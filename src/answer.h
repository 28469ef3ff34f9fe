/*
 * The services whose reply is a function of the request, the clock and a random source: what
 * `shared` serves. The filters make their replies by the same functions of rfc865.h to rfc868.h.
 */
#ifndef INETKIT_ANSWER_H
#define INETKIT_ANSWER_H

#include "collection.h"
#include "filter.h"
#include "prng.h"
#include "rfc864.h"
#include "rfc867.h"
#include "settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer_kind {
	ANSWER_CHARGEN,
	ANSWER_DAYTIME,
	ANSWER_DISCARD,
	ANSWER_ECHO,
	ANSWER_QOTD,
	ANSWER_TIME,
};

/* Characters in a datagram of chargen, RFC 864. */
enum { ANSWER_CHARGEN_MAX = 512 };

struct answer {
	struct service service; /* its synopsis is what of its arguments `shared` takes */
	enum answer_kind kind;
	bool is_for_streams; /* it can answer a connection too, which sends no request */
	bool needs_request;  /* the octets of it, not only how many there are */
	bool needs_clock;    /* answer_set_clock() */
	struct settings_time time;
	struct settings_daytime daytime;
	struct collection quotations;
	int64_t now; /* in Unix time, of the reply below; before answer_set_clock(), none */
	size_t reply_size;
	char reply[RFC867_SIZE];
	char block[RFC864_PERIOD + ANSWER_CHARGEN_MAX];
};

/* The service of that name; false if there is none that is an answer. */
bool answer_find(struct answer *ret, const char *name);

/*
 * Read the service's own arguments, argv[0] not being one of them. What is wrong is reported to
 * the filter, which is then done; files of quotations that cannot be used are only reported.
 */
void answer_configure(struct answer *self, struct filter *filter, int argc, char *argv[]);

/* Tell it the time, for all answers until the next call. False if the clock gives no reply. */
bool answer_set_clock(struct answer *self, int64_t now);

/*
 * The reply to a request of so many octets, and its size; NULL if there is none. With is_cut, it is
 * not longer than the request, unless it is small and always of one size. It lasts until the next
 * answer_set_clock(), and as long as the request.
 */
const void *answer_make(const struct answer *self, const void *request, size_t size, bool is_cut,
	struct prng *prng, size_t *ret_size);

void answer_free(struct answer *self);

#endif
