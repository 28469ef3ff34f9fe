/* SPDX-License-Identifier: ISC */
/* Where a path leads: see real_path.h. */
#include "format/real_path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Resolves the links in the directory of a path, but not the last part. */
static char *resolve_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *directory = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	char *real = directory != NULL ? realpath(directory, NULL) : NULL;
	char *result = NULL;

	if (real != NULL && asprintf(&result, "%s/%s", real, slash != NULL ? slash + 1 : path) < 0)
		result = NULL;
	free(directory);
	free(real);
	return result;
}

char *real_path_find(const char *path)
{
	char target[PATH_MAX];
	const char *slash = strrchr(path, '/');
	char *real = realpath(path, NULL);
	char *next = NULL;
	ssize_t n;

	if (real != NULL || errno != ENOENT)
		return real;
	/* The file is missing, or the target of a link; for a circle of links it is ELOOP. */
	n = readlink(path, target, sizeof target - 1);
	if (n < 0)
		return resolve_directory(path);
	target[n] = '\0';
	if (asprintf(&next, "%.*s%s",
		    target[0] == '/' || slash == NULL ? 0 : (int)(slash - path) + 1, path,
		    target) < 0)
		return NULL;
	real = real_path_find(next);
	free(next);
	return real;
}
