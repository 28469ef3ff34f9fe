/* SPDX-License-Identifier: ISC */
/* Writes the complete contents of a file, by a new file in its place or into the file itself. */
#ifndef INETKIT_FORMAT_FILE_REPLACE_H
#define INETKIT_FORMAT_FILE_REPLACE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Gives these contents to the file at the path, an absolute one without links. unnamed is a file in
 * the same directory that was opened with O_TMPFILE, and is closed; or it is -1. A new file gets
 * the mode that umask(2) leaves, a replacement the attributes of the old file. If that is not
 * possible, the old file is overwritten. Block all signals. Returns 0, or a negative errno, and
 * then the file keeps its old contents unless a write into it failed.
 */
int file_replace(const char *path, int unnamed, const void *data, size_t size);

/*
 * Overwrites an open file from its beginning and cuts it to this size; a device or a FIFO just gets
 * the data, by stream_write(). A file keeps its contents if the disk has no room for the new ones.
 * Returns 0 or a negative errno.
 */
int file_overwrite(int fd, const void *data, size_t size);

/* Whether this negative errno says that a file is not replaced, although it may be writable: its
 * directory is protected, or it is a mount point. */
bool file_replace_is_forbidden(int error);

#endif
