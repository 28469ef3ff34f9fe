/* SPDX-License-Identifier: ISC */
/* The text of a policy file, which services/policy describes, statement by statement. */
#ifndef INETKIT_POLICY_STATEMENT_H
#define INETKIT_POLICY_STATEMENT_H

#include <stdbool.h>
#include <stdio.h>

enum { LINE_SIZE = 512 };

enum statement_kind {
	STATEMENT_WORD,     /* WORD = CALL... */
	STATEMENT_ONLY,     /* SERVICE: WORD... */
	STATEMENT_OPENS,    /* SERVICE opens: WORD... */
	STATEMENT_EXECUTES, /* SERVICE executes: WORD... */
	STATEMENT_BUT       /* SERVICE but: WORD... */
};

struct statement {
	enum statement_kind kind;
	char name[LINE_SIZE]; /* WORD or SERVICE */
	char list[LINE_SIZE]; /* what follows "=" or ":", separated by spaces and tabs */
};

/* Reads the next statement; false at the end of the file. Fails for any other line. */
bool statement_read(
	struct statement *statement, FILE *file, const char *path, unsigned *line_number);

#endif
