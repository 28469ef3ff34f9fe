/* Questions to an echo service: see echo_request.h. */
#include "commands/echo_request.h"

#include "base/now.h"

#include <endian.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

static int fill_randomly(uint8_t *data, size_t size)
{
	/* So little is never cut short by a signal: getrandom(2). */
	return getrandom(data, size, 0) == (ssize_t)size ? 0 : -errno;
}

static struct echo_request *find(struct echo_requests *self, uint64_t number)
{
	return &self->kept[number % ECHO_REQUESTS_KEPT];
}

static void write_question(
	struct echo_requests *self, uint64_t number, uint8_t ret[ECHO_REQUEST_SIZE])
{
	uint64_t wire = htobe64(number);

	memcpy(ret, self->tag, ECHO_REQUEST_TAG_SIZE);
	memcpy(ret + ECHO_REQUEST_TAG_SIZE, &wire, sizeof wire);
	memcpy(ret + ECHO_REQUEST_TAG_SIZE + sizeof wire, find(self, number)->word,
		ECHO_REQUEST_WORD_SIZE);
}

int echo_requests_begin(struct echo_requests *self)
{
	self->count = 0;
	return fill_randomly(self->tag, sizeof self->tag);
}

int echo_requests_ask(struct echo_requests *self, uint8_t ret[ECHO_REQUEST_SIZE])
{
	struct echo_request *question = find(self, self->count + 1);
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
static bool is_of_this_run(const struct echo_requests *self, const uint8_t *reply, size_t size)
{
	size_t compared = size < ECHO_REQUEST_TAG_SIZE ? size : ECHO_REQUEST_TAG_SIZE;
	size_t same = 0;

	for (size_t i = 0; i < compared; i++)
		same += reply[i] == self->tag[i];
	return same > 0 && 2 * same >= compared;
}

struct echo_reply echo_requests_judge(
	struct echo_requests *self, const uint8_t *reply, size_t size, int64_t limit)
{
	int64_t now = now_monotonic();
	struct echo_reply answer = {.kind = ECHO_REPLY_ALTERED};
	uint8_t expected[ECHO_REQUEST_SIZE];
	struct echo_request *question;

	if (!is_of_this_run(self, reply, size)) {
		answer.kind = ECHO_REPLY_FOREIGN;
		return answer;
	}
	if (size != ECHO_REQUEST_SIZE || memcmp(reply, self->tag, ECHO_REQUEST_TAG_SIZE) != 0)
		return answer;
	memcpy(&answer.number, reply + ECHO_REQUEST_TAG_SIZE, sizeof answer.number);
	answer.number = be64toh(answer.number);
	if (answer.number == 0 || answer.number > self->count)
		return answer;
	if (self->count - answer.number >= ECHO_REQUESTS_KEPT) {
		answer.kind = ECHO_REPLY_LATE;
		return answer;
	}
	write_question(self, answer.number, expected);
	if (memcmp(reply, expected, ECHO_REQUEST_SIZE) != 0)
		return answer;
	question = find(self, answer.number);
	answer.round_trip = now - question->asked;
	if (question->is_answered)
		answer.kind = ECHO_REPLY_DUPLICATE;
	else
		answer.kind = answer.round_trip > limit ? ECHO_REPLY_LATE : ECHO_REPLY_RIGHT;
	question->is_answered = true;
	return answer;
}
