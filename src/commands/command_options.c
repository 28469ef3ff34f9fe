/* SPDX-License-Identifier: ISC */
/* Options and operands of the commands, by getopt_long(3): see command.h. */
#include "commands/command_mistakes.h"

#include "base/number.h"
#include "generated/commands.h"

#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { OPTIONS_MAX = 40, LETTERS_SIZE = 3 * OPTIONS_MAX };

bool command_option_has_letter(const struct command_option *option)
{
	return option->id <= UCHAR_MAX;
}

bool command_option_is_optional(const struct command_option *option)
{
	return option->argument != NULL && option->argument[0] == '[';
}

/* Returns the index of the text in "a|b|c", or -1. */
static int find_choice(const char *kind, const char *text)
{
	size_t length = strlen(text);
	int choice = 0;

	for (;;) {
		size_t width = strcspn(kind, "|");

		if (width == length && memcmp(kind, text, length) == 0)
			return choice;
		kind += width;
		if (*kind == '\0')
			return -1;
		kind++;
		choice++;
	}
}

/* Converts an argument as its kind says. Returns NULL, or what is wrong with it, possibly in
 * buffer. */
static const char *parse_value(const struct command_option *option, const char *text,
	char buffer[COMMAND_MISTAKE_SIZE], struct command_value *ret_value)
{
	int choice;

	*ret_value = (struct command_value){.text = text, .is_standard = text == option->standard};
	if (text == NULL || option->kind == NULL)
		return NULL;
	if (strcmp(option->kind, "file") == 0 && text[0] == '\0')
		return "the name of the file is empty";
	if (strcmp(option->kind, "seconds") == 0)
		return number_parse_seconds(text, &ret_value->microseconds)
			       ? NULL
			       : "not a number of seconds above 0 and at most 86400";
	if (strcmp(option->kind, "port") == 0)
		return target_check_port(text);
	if (strchr(option->kind, '|') == NULL)
		return NULL;
	choice = find_choice(option->kind, text);
	if (choice < 0) {
		snprintf(buffer, COMMAND_MISTAKE_SIZE, "not one of %s", option->kind);
		return buffer;
	}
	ret_value->choice = (unsigned)choice;
	return NULL;
}

const char *command_check_argument(const struct command_option *option, const char *argument,
	char buffer[COMMAND_MISTAKE_SIZE])
{
	struct command_value value;

	return parse_value(option, argument, buffer, &value);
}

/* Returns NULL, or what is wrong with the argument, possibly in buffer. */
static const char *take(const struct command *self, const struct command_option *option,
	const char *text, struct request *request, char buffer[COMMAND_MISTAKE_SIZE],
	void *userdata)
{
	struct command_value value;
	const char *mistake = parse_value(option, text, buffer, &value);

	if (mistake != NULL)
		return mistake;
	switch (option->id) {
	case OPTION_IPV4:
		request->family = AF_INET;
		return NULL;
	case OPTION_IPV6:
		request->family = AF_INET6;
		return NULL;
	case OPTION_PORT:
		request->port = text;
		return NULL;
	case OPTION_UDP:
		request->type = SOCK_DGRAM;
		return NULL;
	case OPTION_WAIT:
		request->limit = value.microseconds;
		return NULL;
	default:
		/* The mistake is a constant and outlives the value. */
		/* cppcheck-suppress returnDanglingLifetime */
		return self->take(option->id, &value, userdata);
	}
}

const struct command_option *command_find_option(const struct command *self, int id)
{
	const struct command_option *option = self->options;

	while (option->id != 0 && option->id != id)
		option++;
	return option->id != 0 ? option : NULL;
}

/* Describes the options for getopt_long(3). prefix begins the letters. */
static void list_options(const struct command *self, const char *prefix, char letters[LETTERS_SIZE],
	struct option long_options[OPTIONS_MAX])
{
	letters = stpcpy(letters, prefix);
	for (const struct command_option *option = self->options; option->id != 0; option++) {
		int has_argument = option->argument == NULL             ? no_argument
				   : command_option_is_optional(option) ? optional_argument
									: required_argument;

		*long_options++ = (struct option){option->name, has_argument, NULL, option->id};
		if (!command_option_has_letter(option))
			continue;
		*letters++ = (char)option->id;
		for (int i = 0; i < has_argument; i++)
			*letters++ = ':';
	}
	*letters = '\0';
	*long_options = (struct option){NULL, 0, NULL, 0};
}

static void take_defaults(const struct command *self, struct request *request, void *userdata)
{
	char buffer[COMMAND_MISTAKE_SIZE];

	for (const struct command_option *option = self->options; option->id != 0; option++)
		if (option->standard != NULL && !command_option_is_optional(option))
			take(self, option, option->standard, request, buffer, userdata);
}

int command_options(
	const struct command *self, int argc, char *argv[], struct request *request, void *userdata)
{
	char letters[LETTERS_SIZE];
	struct option long_options[OPTIONS_MAX];
	char buffer[COMMAND_MISTAKE_SIZE];
	int index = -1;
	int id;

	request->family = AF_UNSPEC;
	request->type = SOCK_STREAM;
	list_options(self, ":", letters, long_options);
	take_defaults(self, request, userdata);
	opterr = 0;
	while ((id = getopt_long(argc, argv, letters, long_options, &index)) != -1) {
		const struct command_option *option = command_find_option(self, id);
		const char *argument = optarg;
		const char *mistake;

		if (id == OPTION_HELP) {
			command_help(self);
			return STATUS_OK;
		}
		if (option == NULL)
			return command_refuse_option(self, argc, argv, id);
		if (argument == NULL && command_option_is_optional(option)) {
			if (optind < argc && command_is_argument(option, argv[optind]))
				return command_refuse_separated(self, option, argv[optind]);
			argument = option->standard;
		}
		mistake = take(self, option, argument, request, buffer, userdata);
		if (mistake != NULL)
			return command_refuse_argument(
				self, argc, argv, option, index >= 0, argument, mistake);
		index = -1;
	}
	return -1;
}

void command_scan(const struct command *self, int argc, char *argv[],
	void (*on_option)(int id, void *userdata), void *userdata)
{
	char letters[LETTERS_SIZE];
	struct option long_options[OPTIONS_MAX];
	int id;

	/* With the hyphen, getopt_long(3) returns each operand in its place and moves none. */
	list_options(self, "-:", letters, long_options);
	opterr = 0;
	while ((id = getopt_long(argc, argv, letters, long_options, NULL)) != -1)
		on_option(id == '?' || id == ':' ? optopt : id, userdata);
	optind = 0; /* start again */
}

int command_operands(const struct command *self, int argc, char *argv[], int min, int max)
{
	if (argc - optind < min)
		return command_refuse(self, "missing host");
	if (argc - optind > max)
		return command_refuse(self, "extra operand '%s'", argv[optind + max]);
	return -1;
}

int command_port(const struct command *self, int argc, char *argv[], const char *host,
	struct request *request)
{
	struct target target;
	const char *mistake;

	if (optind == argc)
		return -1;
	mistake = target_check_port(argv[optind]);
	if (mistake != NULL)
		return command_refuse(self, "'%s': %s", argv[optind], mistake);
	if (target_parse(host, NULL, &target) == NULL)
		return command_refuse(self,
			"extra operand '%s': '%s' already says where to connect", argv[optind],
			host);
	request->port = argv[optind++];
	return -1;
}
