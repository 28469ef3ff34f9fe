/* SPDX-License-Identifier: ISC */
/* The text of a policy file, which services/policy describes, statement by statement. */
#include "policy/statement.h"

#include "policy/fail.h"

#include <string.h>

static bool is_blank(const char *line)
{
	return line[strspn(line, " \t")] == '\0';
}

static void parse(struct statement *statement, const char *line)
{
	char *name = statement->name;
	char colon[2];
	int rest = 0;

	if (sscanf(line, "%511s = %n", name, &rest) == 1 && rest > 0)
		statement->kind = STATEMENT_WORD;
	else if (sscanf(line, "%511s but%1[:]%n", name, colon, &rest) == 2 && rest > 0)
		statement->kind = STATEMENT_BUT;
	else if (sscanf(line, "%511s opens%1[:]%n", name, colon, &rest) == 2 && rest > 0)
		statement->kind = STATEMENT_OPENS;
	else if (sscanf(line, "%511s executes%1[:]%n", name, colon, &rest) == 2 && rest > 0)
		statement->kind = STATEMENT_EXECUTES;
	else if (sscanf(line, "%511[a-z]%1[:]%n", name, colon, &rest) == 2 && rest > 0)
		statement->kind = STATEMENT_ONLY;
	else
		fail(line, "expected WORD = CALL..., SERVICE: WORD..., SERVICE opens: WORD..., "
			   "SERVICE executes: WORD... or SERVICE but: WORD...");
	strcpy(statement->list, line + rest);
}

bool statement_read(
	struct statement *statement, FILE *file, const char *path, unsigned *line_number)
{
	char line[LINE_SIZE];

	while (fgets(line, sizeof line, file) != NULL) {
		fail_at(path, ++*line_number);
		line[strcspn(line, "#\n")] = '\0';
		if (!is_blank(line)) {
			parse(statement, line);
			return true;
		}
	}
	return false;
}
