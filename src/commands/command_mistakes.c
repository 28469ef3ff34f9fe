/* SPDX-License-Identifier: ISC */
/* What is wrong with the options of a command: see command_mistakes.h. */
#include "commands/command_mistakes.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Writes "one, two or three": the options whose names begin with these letters. */
static void list_names(const struct command *self, const char *name, size_t size, unsigned count,
	char *ret_text, size_t text_size)
{
	size_t used = 0;

	ret_text[0] = '\0';
	for (const struct command_option *option = self->options;
		option->id != 0 && used < text_size; option++) {
		if (strncmp(option->name, name, size) != 0)
			continue;
		count--;
		used += (size_t)snprintf(ret_text + used, text_size - used, "--%s%s", option->name,
			count > 1    ? ", "
			: count == 1 ? " or "
				     : "");
	}
}

/* Refuses a name that is unknown, or that several options begin with. */
static int refuse_name(const struct command *self, const char *name, int size)
{
	char names[512];
	unsigned count = 0;

	for (const struct command_option *option = self->options; option->id != 0; option++)
		count += strncmp(option->name, name, (size_t)size) == 0;
	if (count < 2 || size == 0)
		return command_refuse(self, "unknown option -- '%.*s'", size, name);
	list_names(self, name, (size_t)size, count, names, sizeof names);
	return command_refuse(self, "ambiguous option -- '%.*s': %s", size, name, names);
}

/*
 * Among the words that getopt_long(3) was reading, finds the name of an option after a single
 * hyphen, such as -precise, which it took for letters. Returns NULL if there is none.
 */
static const char *find_single_hyphen(const struct command *self, int argc, char *argv[])
{
	for (int i = optind > 2 ? optind - 2 : 1; i <= optind && i < argc; i++)
		for (const struct command_option *option = self->options; option->id != 0; option++)
			if (argv[i][0] == '-' && strcmp(argv[i] + 1, option->name) == 0)
				return option->name;
	return NULL;
}

static int refuse_single_hyphen(const struct command *self, const char *name)
{
	return command_refuse(
		self, "-%s: the name of an option follows two hyphens, as in --%s", name, name);
}

int command_refuse_option(const struct command *self, int argc, char *argv[], int id)
{
	const char *single = find_single_hyphen(self, argc, argv);
	const char *word = argv[optind - 1];
	const char *name = word + strspn(word, "-");
	int size = (int)strcspn(name, "=");

	if (single != NULL)
		return refuse_single_hyphen(self, single);
	if (id == ':' && strncmp(word, "--", 2) == 0)
		return command_refuse(self, "option requires an argument -- '%s'", name);
	if (id == ':')
		return command_refuse(self, "option requires an argument -- '%c'", optopt);
	if (optopt == 0)
		return refuse_name(self, name, size);
	if (command_find_option(self, optopt) != NULL)
		return command_refuse(self, "option takes no argument -- '%.*s'", size, name);
	return command_refuse(self, "unknown option -- '%c'", optopt);
}

int command_refuse_argument(const struct command *self, int argc, char *argv[],
	const struct command_option *option, bool is_long, const char *argument,
	const char *mistake)
{
	const char *single = find_single_hyphen(self, argc, argv);

	if (single != NULL)
		return refuse_single_hyphen(self, single);
	if (argument == NULL || argument[0] == '\0')
		argument = "''";
	if (!is_long)
		return command_refuse(self, "-%c %s: %s", option->id, argument, mistake);
	return command_refuse(self, "--%s %s: %s", option->name, argument, mistake);
}

bool command_is_argument(const struct command_option *option, const char *word)
{
	const char *ending = strchr(option->argument, '.');
	size_t size = ending != NULL ? strcspn(ending, "]") : 0;
	size_t length = strlen(word);

	if (strcmp(option->kind, "seconds") == 0)
		return word[strspn(word, "0123456789.")] == '\0' &&
		       strpbrk(word, "0123456789") != NULL &&
		       strchr(word, '.') == strrchr(word, '.');
	return word[0] == '/' || word[0] == '.' ||
	       (length > size && size > 0 && strncasecmp(word + length - size, ending, size) == 0);
}

int command_refuse_separated(
	const struct command *self, const struct command_option *option, const char *word)
{
	return command_refuse(self, "--%s %s: did you mean '--%s=%s'? Without '=', '%s' is a host",
		option->name, word, option->name, word, word);
}
