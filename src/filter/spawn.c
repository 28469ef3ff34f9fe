/* SPDX-License-Identifier: ISC */
/* Starts a program: see spawn.h. */
#include "filter/spawn.h"

#include <signal.h>

int spawn_program(pid_t *ret_child, const char *path, char *const argv[], char *const environment[],
	const posix_spawn_file_actions_t *actions)
{
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(ret_child, path, actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	return -error;
}
