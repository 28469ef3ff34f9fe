/*
 * Questions to an echo service, RFC 862, and which of them a reply answers. Each carries the tag of
 * its run, its number, and a word of its own that nobody knows before it is asked, so that a reply
 * cannot be there before its question.
 */
#ifndef INETKIT_COMMANDS_ECHO_REQUEST_H
#define INETKIT_COMMANDS_ECHO_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ECHO_REQUEST_TAG_SIZE = 16,
	ECHO_REQUEST_WORD_SIZE = 8,
	ECHO_REQUEST_SIZE = ECHO_REQUEST_TAG_SIZE + (int)sizeof(uint64_t) + ECHO_REQUEST_WORD_SIZE,
	ECHO_REQUESTS_KEPT = 1 << 16, /* an older one is no longer known */
};

struct echo_request {
	int64_t asked; /* by now_monotonic() */
	uint8_t word[ECHO_REQUEST_WORD_SIZE];
	bool is_answered;
};

struct echo_requests {
	uint8_t tag[ECHO_REQUEST_TAG_SIZE];
	uint64_t count; /* requests sent; their numbers are 1 to count */
	struct echo_request kept[ECHO_REQUESTS_KEPT];
};

enum echo_reply_kind {
	ECHO_REPLY_RIGHT,
	ECHO_REPLY_DUPLICATE, /* right, but not the first one */
	ECHO_REPLY_LATE,      /* after the limit, or to a question that is no longer known */
	ECHO_REPLY_ALTERED,   /* of this run, but not what was sent */
	ECHO_REPLY_FOREIGN,   /* of no question of this run */
};

struct echo_reply {
	enum echo_reply_kind kind;
	uint64_t number;    /* of a question, unless it is altered or foreign */
	int64_t round_trip; /* in nanoseconds: if it is right or a duplicate */
};

/* Choose the tag of a run. 0, or a negative errno. */
int echo_requests_begin(struct echo_requests *self);

/* The next question, which is to be sent now. 0, or a negative errno. */
int echo_requests_ask(struct echo_requests *self, uint8_t ret[ECHO_REQUEST_SIZE]);

/* What the reply that has come now is. The limit is in nanoseconds. */
struct echo_reply echo_requests_judge(
	struct echo_requests *self, const uint8_t *reply, size_t size, int64_t limit);

#endif
