/* SPDX-License-Identifier: ISC */
/*
 * inetkit talk: sends standard input to a server and prints its output at the same time. If both
 * are the socket of one connection, it is a redirect.
 */
#include "commands/command.h"
#include "commands/redirect.h"
#include "commands/session.h"
#include "generated/commands.h"

#include <getopt.h>
#include <stddef.h>

static const char *take(int id, const struct command_value *value, void *userdata)
{
	uint64_t *idle = userdata;

	if (id != OPTION_IDLE)
		return "unknown option"; /* a row of commands.tsv without a case here */
	*idle = value->microseconds;
	return NULL;
}

static int run(const struct command *self, int argc, char *argv[])
{
	struct request request = {.port = NULL};
	uint64_t idle = 0;
	bool is_redirect = redirect_is_asked();
	const char *host;
	int status;

	if (is_redirect)
		redirect_shield();
	status = command_options(self, argc, argv, &request, &idle);
	if (status < 0)
		status = command_operands(self, argc, argv, 1, 2);
	if (status >= 0)
		return status;
	host = argv[optind++];
	status = command_port(self, argc, argv, host, &request);
	if (status >= 0)
		return status;
	if (is_redirect)
		return redirect_run(self, host, &request, idle);
	return session_run(self, host, &request, true, idle);
}

static const struct command_option options[] = TALK_OPTIONS;

const struct command talk_command = {
	TALK_COMMAND,
	.options = options,
	.notes =
		"The port is required unless the host is host:port, [address]:port or unix:path.\n"
		"At the end of standard input, talk half-closes the connection; the command ends\n"
		"when the server closes the connection. If standard input and standard output are\n"
		"the socket of one connection, talk forwards it both ways and logs one line.\n",
	.run = run,
	.take = take,
};
