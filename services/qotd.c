/* SPDX-License-Identifier: ISC */
/* Quote of the Day, RFC 865: sends one message of fewer than 512 bytes, then closes. */
#include "protocol/rfc865.h"

#include "base/io.h"
#include "base/now.h"
#include "filter/answer.h"
#include "filter/filter.h"
#include "generated/messages.h"
#include "generated/policy.h"
#include "generated/services.h"
#include "protocol/fortune.h"

#include <stdbool.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

static uint64_t seed(void)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed)
		return seed;
	/* Early in the boot there may be no entropy yet. This seed need not be secret. */
	return (uint64_t)now_local() << 32 ^ (uint64_t)getpid();
}

/*
 * Chooses a file, with a probability proportional to its length: reservoir sampling. But the first
 * file that is missing, empty or not a regular file goes first: the caller logs and removes it.
 */
static int choose(char *const paths[], int count, struct prng *prng)
{
	uint64_t total = 0;
	int chosen = 0;

	for (int i = 0; i < count; i++) {
		struct stat st;

		if (stat(paths[i], &st) < 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
			return i;
		total += (uint64_t)st.st_size;
		if (prng_below(prng, total) < (uint64_t)st.st_size)
			chosen = i;
	}
	return chosen;
}

/* Picks a quotation. Logs each file that has none, and removes it from paths. */
static bool pick(struct filter *self, char *paths[], int count, struct prng *prng,
	struct fortune *ret_fortune)
{
	while (count > 0) {
		int i = choose(paths, count, prng);
		int error = fortune_pick(paths[i], prng, ret_fortune);

		if (ret_fortune->index_cause != NULL)
			log_message(&self->log, LOG_WARNING, "%s.dat: cannot use the index: %s",
				paths[i], ret_fortune->index_cause);
		if (error == 0)
			return true;
		log_explained(&self->log, LOG_ERR, MESSAGE_NO_QUOTATION, "%s: %s", paths[i],
			fortune_cause(error));
		paths[i] = paths[--count];
	}
	return false;
}

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_QOTD, .operands = true};
	struct prng prng;
	struct fortune fortune;
	const char *message;

	filter_begin(&self, argc, argv);
	io_hold_standard(0);
	prng.state = seed();
	if (pick(&self, argv + optind, argc - optind, &prng, &fortune))
		answer_send(&self, &policy_qotd, fortune.message, fortune.size, FILTER_SERVED);

	message = rfc865_builtin(&prng);
	/* The peer has a message, but not from the files given as operands. */
	answer_send(&self, &policy_qotd, message, strlen(message),
		optind < argc ? FILTER_FAILED : FILTER_SERVED);
}
