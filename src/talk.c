/* inetkit talk: send standard input to a server and print what it says, both at once. */
#include "command.h"
#include "session.h"

#include <getopt.h>
#include <stddef.h>

static int run(const struct command *self, int argc, char *argv[])
{
	struct request request = {.port = NULL};
	const char *host;
	int status = command_options(self, argc, argv, &request);

	if (status >= 0)
		return status;
	if (optind == argc)
		return command_refuse(self, "a host is needed");
	host = argv[optind++];
	if (optind < argc)
		request.port = argv[optind++];
	if (optind < argc)
		return command_refuse(self, "%s: there can be one host and one port", argv[optind]);
	return session_run(self, host, &request, true);
}

const struct command talk_command = {
	.name = "talk",
	.synopsis = "[-46h] [-w seconds] host [port]",
	.summary = "Send standard input to the server and print what it says, both at once.",
	.options = COMMAND_FAMILY_HELP COMMAND_HELP_HELP COMMAND_WAIT_HELP
	"\nThe port is needed unless the host is host:port, [address]:port or unix:path. The end "
	"of\n"
	"standard input is passed on; the server ends the connection.\n",
	.letters = ":46hw:",
	.run = run,
};
