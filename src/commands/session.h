/* One connection to a server: what it says goes to standard output, and standard input to it. */
#ifndef INETKIT_COMMANDS_SESSION_H
#define INETKIT_COMMANDS_SESSION_H

#include "commands/command.h"

#include <stdbool.h>

/*
 * Connect to the host, in the form of target_parse(), and go on until the server ends the
 * connection. With is_talk, what comes on standard input is sent meanwhile, and its end is passed
 * on. While it is the server's turn, to speak or to take what is to be sent, a silence longer
 * than the request's limit is an error. Returns the exit status.
 */
int session_run(const struct command *command, const char *host, const struct request *request,
	bool is_talk);

#endif
