/* SPDX-License-Identifier: ISC */
/* Programs in the directory of this program: see beside.h. */
#include "filter/beside.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* Replaces the last part of the path. */
static bool find(char path[PATH_MAX], const char *name)
{
	char *last = strrchr(path, '/');
	size_t room;

	if (last == NULL)
		return false;
	room = (size_t)(path + PATH_MAX - ++last);
	return (size_t)snprintf(last, room, "%s", name) < room && access(path, X_OK) == 0;
}

bool beside_find(const char *name, char ret_path[PATH_MAX])
{
	ssize_t size = readlink("/proc/self/exe", ret_path, PATH_MAX - 1);
	unsigned long address = getauxval(AT_EXECFN);
	const char *executed;

	memcpy(&executed, &address, sizeof executed); /* a number that is a pointer, or 0 */
	ret_path[size < 0 ? 0 : size] = '\0';
	if (find(ret_path, name))
		return true;
	/* Without /proc: the argument of execve(2), which can be relative or a symbolic link. */
	return executed != NULL && realpath(executed, ret_path) != NULL && find(ret_path, name);
}
