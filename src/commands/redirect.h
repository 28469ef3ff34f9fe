/* SPDX-License-Identifier: ISC */
/* inetkit talk as a redirect: forwards a connection that a supervisor has accepted to a server. */
#ifndef INETKIT_COMMANDS_REDIRECT_H
#define INETKIT_COMMANDS_REDIRECT_H

#include "commands/command.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether descriptors 0 and 1 are the same stream socket. */
bool redirect_is_asked(void);

/*
 * Keeps the help and the messages of complain() from the client: what is written to stdout goes to
 * stderr; if descriptor 2 is that socket too, as under xinetd, it becomes /dev/null, and stderr
 * goes to syslog(3).
 */
void redirect_shield(void);

/*
 * Connects to the host, in the form of target_parse(), copies both ways until both sides have
 * ended, and logs one line. idle is in microseconds: the end of a connection without a byte in
 * either direction; 0 for no limit. Returns the exit status: STATUS_OK if the server accepted the
 * connection, however it ended.
 */
int redirect_run(const struct command *command, const char *host, const struct request *request,
	uint64_t idle);

#endif
