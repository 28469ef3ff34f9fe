/* SPDX-License-Identifier: ISC */
/* inetkit: the client of the classic Internet services. Also check_clocks, if it has that name. */
#include "base/io.h"
#include "base/service.h"
#include "base/typing.h"
#include "client/privilege.h"
#include "client/stream.h"
#include "commands/check_clocks.h"
#include "commands/command.h"

#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {&get_command, &clocks_command, &talk_command,
	&ping_command, &flow_command, &convert_command, NULL};

static int usage(FILE *file, int status)
{
	fputs("usage: inetkit command [option ...] [operand ...]\n"
	      "       inetkit help [command | services]\n"
	      "       inetkit --version\n\n"
	      "The client of the classic Internet services. Its commands:\n\n",
		file);
	for (const struct command *const *command = commands; *command != NULL; command++)
		fprintf(file, "  %-8s %s\n", (*command)->name, (*command)->summary);
	fputs("  help     Show this, the help of a command, or the services.\n", file);
	return status;
}

static int list_services(void)
{
	for (const struct service *service = services; service->name != NULL; service++) {
		int column = printf(
			"%-8s %5d  %-8s ", service->name, service->port, service->transports);

		command_put_text(service->description, column);
	}
	return STATUS_OK;
}

static void refuse_command(const char *name)
{
	size_t least = typing_mistakes(name, "help");
	const char *meant = least < SIZE_MAX ? "help" : NULL;

	for (const struct command *const *command = commands; *command != NULL; command++) {
		size_t mistakes = typing_mistakes(name, (*command)->name);

		if (mistakes < least) {
			least = mistakes;
			meant = (*command)->name;
		}
	}
	if (name[0] == '-')
		complain(name, "unknown option; the options of a command follow its name");
	else if (meant != NULL)
		complain(name, "unknown command; did you mean '%s'?", meant);
	else
		complain(name, "unknown command; 'inetkit help' lists the commands");
}

static const struct command *find_command(const char *name)
{
	for (const struct command *const *command = commands; *command != NULL; command++)
		if (strcmp((*command)->name, name) == 0)
			return *command;
	refuse_command(name);
	return NULL;
}

static int help(const char *topic)
{
	const struct command *command;

	if (topic == NULL || strcmp(topic, "help") == 0)
		return usage(stdout, STATUS_OK);
	if (strcmp(topic, "services") == 0)
		return list_services();
	command = find_command(topic);
	if (command == NULL)
		return STATUS_USAGE;
	command_help(command);
	return STATUS_OK;
}

static int run(int argc, char *argv[])
{
	const struct command *command;

	if (argc > 0 && check_clocks_is_meant(argv[0]))
		return check_clocks(argc, argv);
	if (argc < 2)
		return usage(stderr, STATUS_USAGE);
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		puts("inetkit " INETKIT_VERSION);
		return STATUS_OK;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return usage(stdout, STATUS_OK);
	if (strcmp(argv[1], "help") == 0 && argc > 3) {
		complain("help", "extra operand '%s'", argv[3]);
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "help") == 0)
		return help(argv[2]);
	command = find_command(argv[1]);
	if (command == NULL)
		return STATUS_USAGE;
	/* Only clocks uses it, and drops it later. */
	if (command != &clocks_command)
		privilege_drop();
	return command->run(command, argc - 1, argv + 1);
}

int main(int argc, char *argv[])
{
	int status;

	io_hold_standard(0);
	setlocale(LC_CTYPE, ""); /* the encoding of the terminal */
	stream_replace_standard();
	/* A file that would become too large is an error with a message: EFBIG. */
	signal(SIGXFSZ, SIG_IGN);
	status = run(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain("standard output", "%s", stream_cause(stream_error()));
		return status == STATUS_OK ? STATUS_FAILED : status;
	}
	return status;
}
