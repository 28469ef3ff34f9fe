/* SPDX-License-Identifier: ISC */
/* What admit and proxy have in common, which decide about a connection and execute a program. */
#ifndef INETKIT_FILTER_CHAINED_H
#define INETKIT_FILTER_CHAINED_H

#include "filter/filter.h"
#include "filter/peer.h"

#include <stdbool.h>

enum { CHAINED_DETAIL_SIZE = 256 };

/* Why the peer is refused, for the log. */
struct chained_refusal {
	int priority;       /* of syslog(3) */
	const char *reason; /* one word */
	char detail[CHAINED_DETAIL_SIZE];
};

/* Returns false, for functions that return whether the peer may come in. */
__attribute__((format(printf, 4, 5))) bool chained_refuse(struct chained_refusal *ret_refusal,
	int priority, const char *reason, const char *format, ...);

/*
 * Logs one line: "admitted" if there is no refusal, or "refused", then the peer, and the program if
 * it is not NULL.
 */
void chained_log(struct filter *filter, const struct peer *peer, const char *program,
	const struct chained_refusal *refusal);

/* Ends a connection at once, and cleanly: the peer does not get a reset if it has sent data. */
void chained_hang_up(int fd);

/*
 * Executes the program, which gets the connection, and finds SIGALRM and SIGPIPE at their default.
 * Returns only if that fails: logs the cause, and returns FILTER_FAILED.
 */
int chained_execute(struct filter *filter, char *program[]);

#endif
