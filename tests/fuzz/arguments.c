/* SPDX-License-Identifier: ISC */
/* Command lines of clocks, each word from the input. A message about one is a line of text. */
#include "commands/clocks_options.h"
#include "fuzz/input.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 8 };

/* As fopencookie(3) requires. */
static ssize_t check_message(void *cookie __attribute__((unused)), const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)data[i] < ' ' && data[i] != '\n')
			abort();
	return (ssize_t)size;
}

static void read_options(int argc, char *argv[])
{
	struct clocks_options options;
	int status;

	optind = 0; /* start again: getopt(3) */
	status = clocks_options_read(&clocks_command, argc, argv, &options);
	if (status < -1 || (status < 0 && optind > argc))
		abort();
	if (status < 0 && (options.watch > UINT64_C(86400000000) ||
				  options.warning > INT64_C(86400) * 1000000000))
		abort();
	free(options.hosts_files);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *messages;
	static char name[] = "clocks";
	struct input input = {data, size};
	FILE *const original_output = stdout;
	FILE *const original_messages = stderr;
	char *words[WORDS];
	char *argv[WORDS + 2] = {name}; /* getopt(3) changes the order */
	int count = 0;

	if (messages == NULL)
		messages = fopencookie(NULL, "w", (cookie_io_functions_t){.write = check_message});
	if (messages == NULL)
		abort();
	while (count < WORDS && input.size > 0) {
		words[count] = input_text(&input);
		argv[count + 1] = words[count];
		count++;
	}
	stdout = messages;
	stderr = messages;
	read_options(count + 1, argv);
	fflush(messages);
	stdout = original_output;
	stderr = original_messages;
	while (count > 0)
		free(words[--count]);
	return 0;
}
