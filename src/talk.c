/* inetkit talk: send standard input to a server and print what it says, both at once. */
#include "command.h"
#include "session.h"

#include <getopt.h>

static int run(const struct command *self, int argc, char *argv[])
{
	struct request request;
	int status = command_options(self, argc, argv, &request);

	if (status >= 0)
		return status;
	if (argc - optind != 2)
		return command_refuse(self, "a host and a port are needed");
	request.port = argv[optind + 1];
	return session_run(self, argv[optind], &request, true);
}

const struct command talk_command = {
	.name = "talk",
	.synopsis = "[-46h] [-w seconds] host port",
	.summary = "Send standard input to the server and print what it says, both at once.",
	.options = COMMAND_FAMILY_HELP COMMAND_HELP_HELP COMMAND_WAIT_HELP
	"\nThe end of standard input is passed on; the server ends the connection.\n",
	.letters = ":46hw:",
	.run = run,
};
