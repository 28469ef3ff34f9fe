/* SPDX-License-Identifier: ISC */
/* One connection to a server: copies its output to standard output, and standard input to it. */
#ifndef INETKIT_COMMANDS_SESSION_H
#define INETKIT_COMMANDS_SESSION_H

#include "commands/command.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Connects to the host, in the form of target_parse(), and prints the server's output until the
 * server closes the connection. With is_talk, sends standard input at the same time, and
 * half-closes the connection at its end. A silence longer than the request's limit is an error
 * while the server has not accepted all data, and after the end of input; so is the time of idle,
 * in microseconds, without a byte in either direction, unless it is 0. Returns the exit status.
 */
int session_run(const struct command *command, const char *host, const struct request *request,
	bool is_talk, uint64_t idle);

#endif
