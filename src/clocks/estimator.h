/*
 * Narrowing the offset of one clock: what the replies prove so far, whether another question is
 * worth while, and when it is to be asked. A reply tells on which side of a moment the other
 * clock's second begins; asked when that is expected in the middle of what is left, it halves the
 * interval, down to about the round trip. One question more, for which a reply is expected that
 * narrows nothing, finds out whether the end that was found first is still true: otherwise a clock
 * that was set meanwhile would go unnoticed. Nothing here reads a clock or waits. Times are the
 * local clock's, in nanoseconds.
 */
#ifndef INETKIT_CLOCKS_ESTIMATOR_H
#define INETKIT_CLOCKS_ESTIMATOR_H

#include "clocks/interval.h"

#include <stdbool.h>
#include <stdint.h>

struct estimator_goal {
	int64_t width;   /* an interval of this width is enough */
	int64_t spacing; /* at least so long from one question to the next */
	unsigned probes; /* at most so many questions */
};

struct estimator {
	struct interval offset; /* what all replies have in common */
	int64_t rtt;            /* the shortest from a question to its reply; -1 before the first */
	int64_t asked;          /* when the last question was asked */
	double share;           /* where in the middle quarter to aim, -0.5 to 0.5 */
	unsigned probes;        /* questions so far */
	unsigned replies;       /* to these */
	unsigned idle;          /* of their replies, the last ones that narrowed nothing */
	bool is_high_older;     /* of the ends, the one that was found first */
	bool is_confirmed;      /* that end is as new as the other */
	unsigned confirmations; /* questions to confirm it, so far */
};

/*
 * Begin. The number tells hosts apart: those whose seconds begin at the same moment are not all
 * asked at the same moment.
 */
void estimator_begin(struct estimator *self, unsigned number);

/* A question was asked. */
void estimator_ask(struct estimator *self, const struct estimator_goal *goal, int64_t asked);

/*
 * Its reply gives this interval for the offset, and took so long. Whether that agrees with the
 * replies before; if not, the offset is empty now.
 */
bool estimator_take(struct estimator *self, struct interval offset, int64_t rtt);

/*
 * Whether the goal is reached, or cannot be brought nearer, and both ends are confirmed, or were
 * tried to; or there are no questions left.
 */
bool estimator_is_done(const struct estimator *self, const struct estimator_goal *goal);

/* When to ask next. */
int64_t estimator_next(
	const struct estimator *self, const struct estimator_goal *goal, int64_t now);

/* Whether so much after the moment that was planned a question tells too little. */
bool estimator_is_late(const struct estimator *self, int64_t planned, int64_t now);

#endif
