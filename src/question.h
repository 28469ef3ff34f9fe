/*
 * Questions to an echo service, RFC 862, and which of them a reply answers. Each carries the tag of
 * its run, its number, and a word of its own that nobody knows before it is asked, so that a reply
 * cannot be there before its question.
 */
#ifndef INETKIT_QUESTION_H
#define INETKIT_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	QUESTION_TAG_SIZE = 16,
	QUESTION_WORD_SIZE = 8,
	QUESTION_SIZE = QUESTION_TAG_SIZE + (int)sizeof(uint64_t) + QUESTION_WORD_SIZE,
	QUESTIONS_KEPT = 1 << 16, /* an older one is no longer known */
};

struct question {
	int64_t asked; /* by now_monotonic() */
	uint8_t word[QUESTION_WORD_SIZE];
	bool is_answered;
};

struct questions {
	uint8_t tag[QUESTION_TAG_SIZE];
	uint64_t count; /* so many were asked: their numbers are 1 to count */
	struct question kept[QUESTIONS_KEPT];
};

enum answer_kind {
	ANSWER_RIGHT,
	ANSWER_DUPLICATE, /* right, but not the first one */
	ANSWER_LATE,      /* after the limit, or to a question that is no longer known */
	ANSWER_ALTERED,   /* of this run, but not what was sent */
	ANSWER_FOREIGN,   /* of no question of this run */
};

struct answer {
	enum answer_kind kind;
	uint64_t number;    /* of a question, unless it is altered or foreign */
	int64_t round_trip; /* in nanoseconds: if it is right or a duplicate */
};

/* Choose the tag of a run. 0, or a negative errno. */
int questions_begin(struct questions *self);

/* The next question, which is to be sent now. 0, or a negative errno. */
int questions_ask(struct questions *self, uint8_t ret[QUESTION_SIZE]);

/* What the reply that has come now is. The limit is in nanoseconds. */
struct answer questions_judge(
	struct questions *self, const uint8_t *reply, size_t size, int64_t limit);

#endif
