/* inetkit get: print all that a server says, until it ends. */
#include "command.h"
#include "services.h"
#include "session.h"

#include <getopt.h>

static int run(const struct command *self, int argc, char *argv[])
{
	struct request request = {.port = SERVICE_HELLO_PORT};
	const char *host = "localhost";
	int status = command_options(self, argc, argv, &request);

	if (status >= 0)
		return status;
	if (optind < argc)
		host = argv[optind++];
	if (optind < argc)
		request.port = argv[optind++];
	if (optind < argc)
		return command_refuse(self, "%s: there can be one host and one port", argv[optind]);
	return session_run(self, host, &request, false);
}

const struct command get_command = {
	.name = "get",
	.synopsis = "[-46h] [-p port] [-w seconds] [host [port]]",
	.summary = "Connect and print all that the server says.",
	.options = COMMAND_FAMILY_HELP COMMAND_HELP_HELP
	"  -p, --port port     the port, unless it is given otherwise (" SERVICE_HELLO_PORT
	")\n" COMMAND_WAIT_HELP
	"\nThe host (localhost) is a name, an address, host:port, [address]:port or unix:path;\n"
	"the port is a number or a service's name. All addresses of the host are tried in turn.\n",
	.letters = ":46hp:w:",
	.run = run,
};
