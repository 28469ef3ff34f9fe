/* SPDX-License-Identifier: ISC */
/* Owner, mode and extended attributes of a file: see file_attributes.h. */
#include "format/file_attributes.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char acl[] = "system.posix_acl_access";

/* The kernel computes these from the contents. */
static bool is_computed(const char *name)
{
	return strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0;
}

static int copy_attribute(const char *path, int fd, const char *name)
{
	static char value[XATTR_SIZE_MAX];
	static char present[XATTR_SIZE_MAX];
	ssize_t size = getxattr(path, name, value, sizeof value);

	if (size < 0)
		return -errno;
	/* Setting a label can be forbidden, even if the new file has it already. */
	if (fgetxattr(fd, name, present, sizeof present) == size &&
		memcmp(value, present, (size_t)size) == 0)
		return 0;
	return fsetxattr(fd, name, value, (size_t)size, 0) < 0 ? -errno : 0;
}

static int copy_attributes(const char *path, int fd)
{
	static char names[XATTR_LIST_MAX];
	ssize_t size = listxattr(path, names, sizeof names);
	bool has_acl = false;
	int error = 0;

	if (size < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *name = names; error == 0 && name < names + size;
		name += strlen(name) + 1) {
		has_acl |= strcmp(name, acl) == 0;
		if (!is_computed(name))
			error = copy_attribute(path, fd, name);
	}
	/* The new one may have inherited an ACL from its directory. */
	if (error == 0 && !has_acl && fremovexattr(fd, acl) < 0 && errno != ENODATA &&
		errno != ENOTSUP)
		error = -errno;
	return error;
}

int file_attributes_copy(const char *path, int fd)
{
	struct stat old;
	struct stat new;
	int error = 0;
	int error_of_attributes;

	if (stat(path, &old) < 0 || fstat(fd, &new) < 0)
		return -errno;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
		fchown(fd, old.st_uid, old.st_gid) < 0)
		error = -errno;
	error_of_attributes = copy_attributes(path, fd);
	if (error == 0)
		error = error_of_attributes;
	/* Last, because an ACL and a new owner change it. */
	if (fchmod(fd, old.st_mode & (error == 0 ? ALLPERMS : ACCESSPERMS)) < 0 && error == 0)
		error = -errno;
	return error;
}
