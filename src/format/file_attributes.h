/* SPDX-License-Identifier: ISC */
/* Lets a new file look like the file that it replaces. */
#ifndef INETKIT_FORMAT_FILE_ATTRIBUTES_H
#define INETKIT_FORMAT_FILE_ATTRIBUTES_H

/*
 * Gives the open file the owner, the group, the extended attributes, such as the ACL and the label
 * of SELinux, and the mode of the file at the path. Times and the attributes of chattr(1) are not
 * copied. Sets as many of them as possible. Returns 0, or the negative errno of the first failure.
 */
int file_attributes_copy(const char *path, int fd);

#endif
