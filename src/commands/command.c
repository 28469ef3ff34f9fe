/* What the subcommands' options have in common: see command.h. */
#include "commands/command.h"

#include "base/number.h"
#include "base/plain.h"
#include "generated/commands.h"

#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
	OPTIONS_MAX = 40,
	HELP_COLUMN = 22, /* where the descriptions of options begin */
	HELP_COLUMNS = 100,
};

void complain(const char *subject, const char *format, ...)
{
	char text[1024];
	int size = snprintf(
		text, sizeof text, "inetkit: %.400s: ", subject[0] == '\0' ? "''" : subject);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + size, sizeof text - (size_t)size, format, arguments);
	va_end(arguments);
	plain_text(text);
	/* What was printed so far comes first, where both go to one terminal. */
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
}

int command_refuse(const struct command *self, const char *format, ...)
{
	char cause[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(cause, sizeof cause, format, arguments);
	va_end(arguments);
	complain(self->name, "%s; see 'inetkit help %s'", cause, self->name);
	return STATUS_USAGE;
}

/* --- the help -----------------------------------------------------------------------------------
 */

static bool has_letter(const struct command_option *option)
{
	return option->id <= UCHAR_MAX;
}

static bool is_optional(const struct command_option *option)
{
	return option->argument != NULL && option->argument[0] == '[';
}

/* An option as a synopsis has it: [-p port], [--precise[=seconds]]. */
static void format_option(const struct command_option *option, char *ret, size_t size)
{
	const char *argument = option->argument != NULL ? option->argument : "";

	if (has_letter(option))
		snprintf(ret, size, "[-%c %s]", option->id, argument);
	else if (is_optional(option))
		snprintf(ret, size, "[--%s[=%s]", option->name, argument + 1);
	else
		snprintf(ret, size, "[--%s%s%s]", option->name, *argument != '\0' ? " " : "",
			argument);
}

/* A word more on a line that begins at the column start. */
static void put_word(const char *word, int start, int *column)
{
	int width = (int)strlen(word);

	if (*column + 1 + width > HELP_COLUMNS) {
		printf("\n%*s", start, "");
		*column = start;
	} else if (*column > start) {
		putchar(' ');
		*column += 1;
	}
	fputs(word, stdout);
	*column += width;
}

static void put_usage(const struct command *self)
{
	int start = printf("usage: inetkit %s ", self->name);
	int column = start;
	char word[80] = "[-";
	size_t flags = strlen(word);

	for (const struct command_option *option = self->options; option->id != 0; option++)
		if (has_letter(option) && option->argument == NULL)
			word[flags++] = (char)option->id;
	word[flags] = ']';
	word[flags + 1] = '\0';
	put_word(word, start, &column);
	for (const struct command_option *option = self->options; option->id != 0; option++) {
		if (has_letter(option) && option->argument == NULL)
			continue;
		format_option(option, word, sizeof word);
		put_word(word, start, &column);
	}
	put_word(self->operands, start, &column);
	printf("\n%s\n\n", self->summary);
}

/* "a|b|c" as ": a, b or c"; nothing for a kind that is not made of values. */
static void format_choices(const char *kind, char *ret, size_t size)
{
	const char *before = ": ";
	const char *bar = kind != NULL ? strchr(kind, '|') : NULL;

	ret[0] = '\0';
	while (bar != NULL) {
		snprintf(ret + strlen(ret), size - strlen(ret), "%s%.*s", before, (int)(bar - kind),
			kind);
		kind = bar + 1;
		before = ", ";
		bar = strchr(kind, '|');
		if (bar == NULL)
			snprintf(ret + strlen(ret), size - strlen(ret), " or %s", kind);
	}
}

static void put_option(const struct command_option *option)
{
	char letter[] = {'-', (char)option->id, ',', '\0'};
	char argument[64] = "";
	char choices[128];
	char text[384];
	const char *separator = is_optional(option) ? "" : " ";
	char *rest = NULL;
	int column;

	if (is_optional(option))
		snprintf(argument, sizeof argument, "[=%s", option->argument + 1);
	else if (option->argument != NULL)
		snprintf(argument, sizeof argument, "%s", option->argument);
	column = printf("  %3s --%s%s%s", has_letter(option) ? letter : "", option->name,
		option->argument != NULL ? separator : "", argument);
	if (column > HELP_COLUMN - 2) {
		putchar('\n');
		column = 0;
	}
	printf("%*s", HELP_COLUMN - column, "");
	column = HELP_COLUMN;
	format_choices(option->kind, choices, sizeof choices);
	snprintf(text, sizeof text, "%s%s%s%s%s", option->help, choices,
		option->standard != NULL ? " (" : "",
		option->standard != NULL ? option->standard : "",
		option->standard != NULL ? ")" : "");
	for (char *word = strtok_r(text, " ", &rest); word != NULL;
		word = strtok_r(NULL, " ", &rest))
		put_word(word, HELP_COLUMN, &column);
	putchar('\n');
}

void command_help(const struct command *self)
{
	put_usage(self);
	for (const struct command_option *option = self->options; option->id != 0; option++)
		put_option(option);
	printf("\n%s", self->notes);
}

/* --- the options --------------------------------------------------------------------------------
 */

/* Which of "a|b|c" the text is; -1 if none of them. */
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

/* Room for what is wrong with an argument. */
enum { MISTAKE_SIZE = 128 };

/* According to its kind. NULL, or what is wrong with it, which can be in the room given. */
static const char *parse_value(const struct command_option *option, const char *text,
	char room[MISTAKE_SIZE], struct command_value *ret)
{
	int choice;

	*ret = (struct command_value){.text = text, .is_standard = text == option->standard};
	if (text == NULL || option->kind == NULL)
		return NULL;
	if (strcmp(option->kind, "seconds") == 0)
		return number_parse_seconds(text, &ret->microseconds)
			       ? NULL
			       : "not a number of seconds above 0, at most a day";
	if (strchr(option->kind, '|') == NULL)
		return NULL;
	choice = find_choice(option->kind, text);
	if (choice < 0) {
		snprintf(room, MISTAKE_SIZE, "not one of %s", option->kind);
		return room;
	}
	ret->choice = (unsigned)choice;
	return NULL;
}

/* NULL, or what is wrong with the argument, as above. */
static const char *take(const struct command *self, const struct command_option *option,
	const char *text, struct request *request, char room[MISTAKE_SIZE], void *userdata)
{
	struct command_value value;
	const char *mistake = parse_value(option, text, room, &value);

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
		/* What is wrong is said in words that outlive the value. */
		/* cppcheck-suppress returnDanglingLifetime */
		return self->take(option->id, &value, userdata);
	}
}

static const struct command_option *find_option(const struct command *self, int id)
{
	const struct command_option *option = self->options;

	while (option->id != 0 && option->id != id)
		option++;
	return option->id != 0 ? option : NULL;
}

/* What getopt_long(3) wants to know of the options. */
static void list_options(
	const struct command *self, char *letters, struct option long_options[OPTIONS_MAX])
{
	*letters++ = ':';
	for (const struct command_option *option = self->options; option->id != 0; option++) {
		int has_argument = option->argument == NULL ? no_argument
				   : is_optional(option)    ? optional_argument
							    : required_argument;

		*long_options++ = (struct option){option->name, has_argument, NULL, option->id};
		if (!has_letter(option))
			continue;
		*letters++ = (char)option->id;
		for (int i = 0; i < has_argument; i++)
			*letters++ = ':';
	}
	*letters = '\0';
	*long_options = (struct option){NULL, 0, NULL, 0};
}

/* What getopt_long(3) did not take: a letter, whose rest of the word does not matter, or a name. */
static int refuse_option(const struct command *self, const char *word)
{
	size_t length = strcspn(word + 2, "=");
	unsigned count = 0;

	if (optopt != 0 && find_option(self, optopt) == NULL)
		return command_refuse(self, "-%c: unknown option", optopt);
	if (optopt != 0)
		return command_refuse(self, "%s: the option takes no argument", word);
	for (const struct command_option *option = self->options; option->id != 0; option++)
		count += strncmp(option->name, word + 2, length) == 0;
	return command_refuse(self,
		count > 1 ? "%s: more than one option begins so" : "%s: unknown option", word);
}

int command_options(
	const struct command *self, int argc, char *argv[], struct request *request, void *userdata)
{
	char letters[3 * OPTIONS_MAX];
	struct option long_options[OPTIONS_MAX];
	char room[MISTAKE_SIZE];
	int id;

	request->family = AF_UNSPEC;
	request->type = SOCK_STREAM;
	list_options(self, letters, long_options);
	for (const struct command_option *option = self->options; option->id != 0; option++)
		if (option->standard != NULL && !is_optional(option))
			take(self, option, option->standard, request, room, userdata);
	opterr = 0;
	while ((id = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
		const struct command_option *option = find_option(self, id);
		const char *mistake;

		if (id == OPTION_HELP) {
			command_help(self);
			return STATUS_OK;
		}
		if (id == ':')
			return command_refuse(
				self, "%s: its argument is missing", argv[optind - 1]);
		if (option == NULL)
			return refuse_option(self, argv[optind - 1]);
		mistake = take(self, option,
			optarg == NULL && is_optional(option) ? option->standard : optarg, request,
			room, userdata);
		if (mistake == NULL)
			continue;
		if (has_letter(option))
			return command_refuse(self, "-%c %s: %s", id, optarg, mistake);
		return command_refuse(self, "--%s %s: %s", option->name, optarg, mistake);
	}
	return -1;
}
