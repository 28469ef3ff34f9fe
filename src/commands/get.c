/* SPDX-License-Identifier: ISC */
/* inetkit get: prints a server's output until the server closes the connection. */
#include "commands/command.h"
#include "commands/session.h"
#include "generated/commands.h"

#include <getopt.h>
#include <stddef.h>

static int run(const struct command *self, int argc, char *argv[])
{
	struct request request = {.port = NULL};
	const char *host = "localhost";
	int status = command_options(self, argc, argv, &request, NULL);

	if (status < 0)
		status = command_operands(self, argc, argv, 0, 2);
	if (status >= 0)
		return status;
	if (optind < argc)
		host = argv[optind++];
	status = command_port(self, argc, argv, host, &request);
	if (status >= 0)
		return status;
	return session_run(self, host, &request, false, 0);
}

static const struct command_option options[] = GET_OPTIONS;

const struct command get_command = {
	GET_COMMAND,
	.options = options,
	.notes = "The host (localhost) is a name, an address, host:port, [address]:port or "
		 "unix:path;\n"
		 "the port is a number or the name of a service. get tries all addresses of the "
		 "host.\n",
	.run = run,
};
