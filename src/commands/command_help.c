/* SPDX-License-Identifier: ISC */
/* The help of a command, from the rows of commands.tsv: see command.h. */
#include "commands/command.h"

#include "client/line.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMN = 22 }; /* where the descriptions of options begin */

/* As in a synopsis: [-p port], [--precise[=seconds]]. */
static void format_option(const struct command_option *option, char *ret_text, size_t size)
{
	const char *argument = option->argument != NULL ? option->argument : "";

	if (command_option_has_letter(option))
		snprintf(ret_text, size, "[-%c %s]", option->id, argument);
	else if (command_option_is_optional(option))
		snprintf(ret_text, size, "[--%s[=%s]", option->name, argument + 1);
	else
		snprintf(ret_text, size, "[--%s%s%s]", option->name, *argument != '\0' ? " " : "",
			argument);
}

/* Prints a word, on a new line indented by start if it does not fit. */
static void put_word(const char *word, int start, int *column)
{
	int width = (int)strlen(word);

	if (*column + 1 + width > LINE_COLUMNS) {
		printf("\n%*s", start, "");
		*column = start;
	} else if (*column > start) {
		putchar(' ');
		*column += 1;
	}
	fputs(word, stdout);
	*column += width;
}

void command_put_text(const char *text, int start)
{
	static const char blank[] = " \n";
	int column = start;

	for (text += strspn(text, blank); *text != '\0'; text += strspn(text, blank)) {
		int width = (int)strcspn(text, blank);
		char word[LINE_COLUMNS + 1];

		snprintf(word, sizeof word, "%.*s", width, text);
		put_word(word, start, &column);
		text += width;
	}
	putchar('\n');
}

static void put_usage(const struct command *self)
{
	int start = printf("usage: inetkit %s ", self->name);
	int column = start;
	char word[80] = "[-";
	size_t flags = strlen(word);

	for (const struct command_option *option = self->options; option->id != 0; option++)
		if (command_option_has_letter(option) && option->argument == NULL)
			word[flags++] = (char)option->id;
	word[flags] = ']';
	word[flags + 1] = '\0';
	put_word(word, start, &column);
	for (const struct command_option *option = self->options; option->id != 0; option++) {
		if (command_option_has_letter(option) && option->argument == NULL)
			continue;
		format_option(option, word, sizeof word);
		put_word(word, start, &column);
	}
	put_word(self->operands, start, &column);
	printf("\n%s\n\n", self->summary);
}

/* "a|b|c" becomes ": a, b or c", any other kind becomes nothing. */
static void format_choices(const char *kind, char *ret_text, size_t size)
{
	const char *before = ": ";
	const char *bar = kind != NULL ? strchr(kind, '|') : NULL;

	ret_text[0] = '\0';
	while (bar != NULL) {
		snprintf(ret_text + strlen(ret_text), size - strlen(ret_text), "%s%.*s", before,
			(int)(bar - kind), kind);
		kind = bar + 1;
		before = ", ";
		bar = strchr(kind, '|');
		if (bar == NULL)
			snprintf(ret_text + strlen(ret_text), size - strlen(ret_text), " or %s",
				kind);
	}
}

static void put_option(const struct command_option *option)
{
	char letter[] = {'-', (char)option->id, ',', '\0'};
	char argument[64] = "";
	char choices[128];
	char text[384];
	const char *separator = command_option_is_optional(option) ? "" : " ";
	int column;

	if (command_option_is_optional(option))
		snprintf(argument, sizeof argument, "[=%s", option->argument + 1);
	else if (option->argument != NULL)
		snprintf(argument, sizeof argument, "%s", option->argument);
	column = printf("  %3s --%s%s%s", command_option_has_letter(option) ? letter : "",
		option->name, option->argument != NULL ? separator : "", argument);
	if (column > HELP_COLUMN - 2) {
		putchar('\n');
		column = 0;
	}
	printf("%*s", HELP_COLUMN - column, "");
	format_choices(option->kind, choices, sizeof choices);
	snprintf(text, sizeof text, "%s%s%s%s%s", option->help, choices,
		option->standard != NULL ? " (" : "",
		option->standard != NULL ? option->standard : "",
		option->standard != NULL ? ")" : "");
	command_put_text(text, HELP_COLUMN);
}

void command_help(const struct command *self)
{
	put_usage(self);
	for (const struct command_option *option = self->options; option->id != 0; option++)
		put_option(option);
	putchar('\n');
	command_put_text(self->notes, 0);
}
