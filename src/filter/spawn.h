/* SPDX-License-Identifier: ISC */
/* Starts a program as a child process. */
#ifndef INETKIT_FILTER_SPAWN_H
#define INETKIT_FILTER_SPAWN_H

#include <spawn.h>

/*
 * Executes the file at path with this environment and the default SIGPIPE. The actions are for its
 * descriptors, or NULL. Returns 0, or a negative errno.
 */
int spawn_program(pid_t *ret_child, const char *path, char *const argv[], char *const environment[],
	const posix_spawn_file_actions_t *actions);

#endif
