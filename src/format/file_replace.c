/* SPDX-License-Identifier: ISC */
/* Contents of a file that are replaced as a whole: see file_replace.h. */
#include "format/file_replace.h"

#include "base/io.h"
#include "client/stream.h"
#include "format/file_attributes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

int file_overwrite(int fd, const void *data, size_t size)
{
	struct stat there;
	int error;

	if (fstat(fd, &there) < 0)
		return -errno;
	/* While there is no room, the old contents are better than a part of the new ones. */
	if (S_ISREG(there.st_mode) && size > 0 &&
		fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)size) < 0 && errno != EOPNOTSUPP)
		return -errno;
	error = stream_write(fd, data, size);
	if (error == 0 && S_ISREG(there.st_mode) && ftruncate(fd, (off_t)size) < 0)
		error = -errno;
	return error;
}

static int overwrite_path(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return -errno;
	error = file_overwrite(fd, data, size);
	return close(fd) < 0 && error == 0 ? -errno : error;
}

bool file_replace_is_forbidden(int error)
{
	return error == -EACCES || error == -EPERM || error == -EROFS || error == -EBUSY;
}

/* The mode that open(2) gives to a new file. */
static mode_t get_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return (S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH) & ~mask;
}

/*
 * The pattern of a name beside the file. It starts with a dot and does not end like the path, so
 * that no collector reads it. The name is cut: with the suffix it could be longer than the file
 * system allows. Returns NULL if there is not enough memory.
 */
static char *make_pattern(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	char *pattern;

	return asprintf(&pattern, "%.*s.%.64s.XXXXXX", (int)(name - path), path, name) < 0
		       ? NULL
		       : pattern;
}

/* Returns a descriptor, or a negative errno. */
static int create_named(char *pattern)
{
	int fd = mkostemp(pattern, O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int give_name(int fd, char *pattern)
{
	char *suffix = strrchr(pattern, '.') + 1;
	char link[sizeof "/proc/self/fd/-2147483648"];
	unsigned random = 0;
	int error;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	do {
		if (getrandom(&random, sizeof random, 0) < 0)
			return -errno;
		snprintf(suffix, sizeof "XXXXXX", "%06x", random & 0xffffff);
		error = linkat(AT_FDCWD, link, AT_FDCWD, pattern, AT_SYMLINK_FOLLOW) < 0 ? -errno
											 : 0;
	} while (error == -EEXIST);
	return error;
}

/* Puts the new file, whose contents are complete, into the place of the old one. */
static int put(const char *path, int fd, char *pattern, bool is_named)
{
	int error = is_named ? 0 : give_name(fd, pattern);

	if (error == 0 && rename(pattern, path) < 0) {
		error = -errno;
		unlink(pattern);
	}
	return error;
}

/* Writes the new file and gives it the attributes of the old one, or those of any new file. Sets
 * *ret_is_unlike if it cannot have those of the old one. */
static int fill(
	const char *path, int fd, bool is_named, const void *data, size_t size, bool *ret_is_unlike)
{
	int error = io_write(fd, data, size);

	if (error < 0)
		return error;
	if (access(path, F_OK) == 0)
		*ret_is_unlike = file_attributes_copy(path, fd) < 0;
	else if (is_named && fchmod(fd, get_mode()) < 0)
		return -errno;
	return 0;
}

static int replace(const char *path, int unnamed, char *pattern, const void *data, size_t size)
{
	bool is_named = unnamed < 0;
	bool is_unlike = false;
	int fd = is_named ? create_named(pattern) : unnamed;
	int error = fd < 0 ? fd : 0;
	int error_in_place;

	if (error == 0)
		error = fill(path, fd, is_named, data, size, &is_unlike);
	if (error == 0 && !is_unlike)
		error = put(path, fd, pattern, is_named);
	else if (is_named && fd >= 0)
		unlink(pattern);
	if (fd >= 0 && close(fd) < 0 && error == 0)
		error = -errno;
	if (is_unlike && error == 0)
		return overwrite_path(path, data, size);
	if (!file_replace_is_forbidden(error))
		return error;
	error_in_place = overwrite_path(path, data, size);
	/* If there is no file to write into, the first error is the reason. */
	return error_in_place == -ENOENT || file_replace_is_forbidden(error_in_place)
		       ? error
		       : error_in_place;
}

int file_replace(const char *path, int unnamed, const void *data, size_t size)
{
	char *pattern = make_pattern(path);
	int error = pattern == NULL ? -ENOMEM : replace(path, unnamed, pattern, data, size);

	free(pattern);
	return error;
}
