/* Replaces a file atomically: a reader sees the complete old contents or the complete new ones. */
#ifndef INETKIT_FORMAT_ATOMIC_FILE_H
#define INETKIT_FORMAT_ATOMIC_FILE_H

#include <stdio.h>

struct atomic_file {
	char *path;      /* the file to replace, with symbolic links resolved */
	char *temporary; /* the new file until it is complete, in the same directory */
	FILE *file;      /* to write to */
};

/*
 * Create the temporary file. Its name starts with a dot and does not end like the path, so that no
 * collector reads it. A path that is not a regular file (/dev/stdout, /dev/null, a FIFO with a
 * reader) is not replaced but written to. Returns 0 or a negative errno.
 */
int atomic_file_begin(struct atomic_file *self, const char *path);

/*
 * Close the file and rename it to the path, with the mode that umask(2) gives. If error, a negative
 * errno, is not 0, or any write failed, the path keeps its contents. Returns 0 or the negative
 * errno.
 */
int atomic_file_end(struct atomic_file *self, int error);

#endif
