/* SPDX-License-Identifier: ISC */
/* inetkit talk: sends standard input to a server and prints its output at the same time. */
#include "commands/command.h"
#include "commands/session.h"
#include "generated/commands.h"

#include <getopt.h>
#include <stddef.h>

static int run(const struct command *self, int argc, char *argv[])
{
	struct request request = {.port = NULL};
	const char *host;
	int status = command_options(self, argc, argv, &request, NULL);

	if (status < 0)
		status = command_operands(self, argc, argv, 1, 2);
	if (status >= 0)
		return status;
	host = argv[optind++];
	status = command_port(self, argc, argv, host, &request);
	if (status >= 0)
		return status;
	return session_run(self, host, &request, true);
}

static const struct command_option options[] = TALK_OPTIONS;

const struct command talk_command = {
	TALK_COMMAND,
	.options = options,
	.notes = "The port is required unless the host is host:port, [address]:port or unix:path.\n"
		 "At the end of standard input, talk half-closes the connection; the command ends\n"
		 "when the server closes the connection.\n",
	.run = run,
};
