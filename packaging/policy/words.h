/* SPDX-License-Identifier: ISC */
/* The words of a policy file, each of which stands for a list of system calls. */
#ifndef INETKIT_POLICY_WORDS_H
#define INETKIT_POLICY_WORDS_H

#include <stddef.h>

enum { WORDS_MAX = 128 };

struct word {
	char *name;
	char *calls; /* separated by spaces and tabs */
};

struct words {
	struct word list[WORDS_MAX];
	size_t count;
};

/* Adds calls to those of the name, which may have some. Copies both; fails beyond WORDS_MAX. */
void words_add(struct words *words, const char *name, const char *calls);

void words_free(struct words *words);

#endif
