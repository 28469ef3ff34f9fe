/* SPDX-License-Identifier: ISC */
/* The words of a policy file, each of which stands for a list of system calls. */
#include "policy/words.h"

#include "policy/fail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
	char *result = strdup(text);

	if (result == NULL)
		fail(text, strerror(errno));
	return result;
}

void words_add(struct words *words, const char *name, const char *calls)
{
	if (words->count == WORDS_MAX)
		fail(name, "too many words");
	words->list[words->count++] = (struct word){copy(name), copy(calls)};
}

void words_free(struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		free(words->list[i].name);
		free(words->list[i].calls);
	}
}
