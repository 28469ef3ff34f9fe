/* Questions to an echo service: see question.h. */
#include "question.h"

#include "now.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

static int fill_randomly(uint8_t *data, size_t size)
{
	/* So little is never cut short by a signal: getrandom(2). */
	return getrandom(data, size, 0) == (ssize_t)size ? 0 : -errno;
}

static struct question *find(struct questions *self, uint64_t number)
{
	return &self->kept[number % QUESTIONS_KEPT];
}

static void write_question(struct questions *self, uint64_t number, uint8_t ret[QUESTION_SIZE])
{
	uint64_t wire = htobe64(number);

	memcpy(ret, self->tag, QUESTION_TAG_SIZE);
	memcpy(ret + QUESTION_TAG_SIZE, &wire, sizeof wire);
	memcpy(ret + QUESTION_TAG_SIZE + sizeof wire, find(self, number)->word, QUESTION_WORD_SIZE);
}

int questions_begin(struct questions *self)
{
	self->count = 0;
	return fill_randomly(self->tag, sizeof self->tag);
}

int questions_ask(struct questions *self, uint8_t ret[QUESTION_SIZE])
{
	struct question *question = find(self, self->count + 1);
	int error = fill_randomly(question->word, sizeof question->word);

	if (error < 0)
		return error;
	self->count++;
	question->is_answered = false;
	write_question(self, self->count, ret);
	question->asked = now_monotonic();
	return 0;
}

/* Whether at least half of what is there of the tag is this run's: chance does not do that. */
static bool is_of_this_run(const struct questions *self, const uint8_t *reply, size_t size)
{
	size_t compared = size < QUESTION_TAG_SIZE ? size : QUESTION_TAG_SIZE;
	size_t same = 0;

	for (size_t i = 0; i < compared; i++)
		same += reply[i] == self->tag[i];
	return same > 0 && 2 * same >= compared;
}

struct answer questions_judge(
	struct questions *self, const uint8_t *reply, size_t size, int64_t limit)
{
	int64_t now = now_monotonic();
	struct answer answer = {.kind = ANSWER_ALTERED};
	uint8_t expected[QUESTION_SIZE];
	struct question *question;

	if (!is_of_this_run(self, reply, size)) {
		answer.kind = ANSWER_FOREIGN;
		return answer;
	}
	if (size != QUESTION_SIZE || memcmp(reply, self->tag, QUESTION_TAG_SIZE) != 0)
		return answer;
	memcpy(&answer.number, reply + QUESTION_TAG_SIZE, sizeof answer.number);
	answer.number = be64toh(answer.number);
	if (answer.number == 0 || answer.number > self->count)
		return answer;
	if (self->count - answer.number >= QUESTIONS_KEPT) {
		answer.kind = ANSWER_LATE;
		return answer;
	}
	write_question(self, answer.number, expected);
	if (memcmp(reply, expected, QUESTION_SIZE) != 0)
		return answer;
	question = find(self, answer.number);
	answer.round_trip = now - question->asked;
	if (question->is_answered)
		answer.kind = ANSWER_DUPLICATE;
	else
		answer.kind = answer.round_trip > limit ? ANSWER_LATE : ANSWER_RIGHT;
	question->is_answered = true;
	return answer;
}
