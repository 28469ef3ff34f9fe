/* SPDX-License-Identifier: ISC */
/*
 * Compiles services/policy to filters for seccomp(2) while inetkit is built, so that the installed
 * programs need no libseccomp, which knows the system calls of each architecture.
 *
 *	policy [-m MACHINE] FILE
 *
 * Prints a C header for MACHINE, which is what the compiler of the programs prints for
 * -dumpmachine. The default is the machine that runs this.
 */
#include "policy/compile.h"
#include "policy/print.h"
#include "policy/statement.h"
#include "policy/target.h"
#include "policy/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct target *choose_target(const char *machine)
{
	const struct target *target = machine != NULL ? target_find(machine) : target_native();

	if (target == NULL) {
		fprintf(stderr, "policy: %s: unknown architecture\n",
			machine != NULL ? machine : "this machine");
		exit(1);
	}
	return target;
}

static void print_file(FILE *file, const char *path, const struct target *target)
{
	struct words words = {.count = 0};
	struct statement statement = {0};
	unsigned line_number = 0;

	while (statement_read(&statement, file, path, &line_number))
		if (statement.kind == STATEMENT_WORD) {
			words_add(&words, statement.name, statement.list);
		} else {
			scmp_filter_ctx filter = compile(&statement, &words, target);

			print_policy(&statement, filter, target);
			seccomp_release(filter);
		}
	words_free(&words);
}

int main(int argc, char *argv[])
{
	bool has_machine = argc > 2 && strcmp(argv[1], "-m") == 0;
	const struct target *target = choose_target(has_machine ? argv[2] : NULL);
	int operand = has_machine ? 3 : 1;
	const char *path = argc > operand ? argv[operand] : "";
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		fprintf(stderr, "policy: %s: %s\n", path, strerror(errno));
		return 1;
	}
	print_head(path, target);
	print_file(file, path, target);
	fclose(file);
	return ferror(stdout) || fflush(stdout) != 0;
}
