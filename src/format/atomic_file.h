/* SPDX-License-Identifier: ISC */
/*
 * Replaces a file atomically: a reader sees the complete old contents or the complete new ones, and
 * a process that is killed leaves no temporary file, except between link(2) and rename(2) or on a
 * file system without O_TMPFILE.
 *
 * Other files are written in place, once the contents are complete: devices, FIFOs, mount points, a
 * file with several names, a file in a directory that takes no new file, a file whose owner, mode
 * or extended attributes a new file cannot have, and the file that is standard output or error.
 */
#ifndef INETKIT_FORMAT_ATOMIC_FILE_H
#define INETKIT_FORMAT_ATOMIC_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct atomic_file {
	FILE *file; /* to write to; NULL without memory for it */
	char *data; /* the contents, after atomic_file_end(); can be NULL after -ENOMEM */
	size_t size;
	int error;      /* why the file could not be opened: a negative errno, or 0 */
	bool is_shared; /* it is standard output or error, where other output came before */
	/* The rest belongs to the module. */
	char *path;       /* the file to replace, with symbolic links resolved */
	int fd;           /* the file without a name, or the one written in place; -1: neither */
	bool is_in_place; /* the file is there and keeps its identity */
};

/*
 * Begins to collect the contents, also if the file cannot be opened; atomic_file_end() returns that
 * error. A FIFO must have a reader.
 */
void atomic_file_begin(struct atomic_file *self, const char *path);

/*
 * Writes the contents: a new file gets the mode that umask(2) leaves, a replacement gets owner,
 * mode and extended attributes of the old file, which include its ACL. If error, a negative errno,
 * is not 0, or before a file is changed there is no room for the contents, the file keeps its old
 * ones. Returns 0 or the negative errno: that of stream_write() for a device or a FIFO.
 */
int atomic_file_end(struct atomic_file *self, int error);

void atomic_file_free(struct atomic_file *self);

#endif
