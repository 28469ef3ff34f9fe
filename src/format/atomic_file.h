/* A file that is written anew: who reads it meanwhile reads what it held before, whole. */
#ifndef INETKIT_FORMAT_ATOMIC_FILE_H
#define INETKIT_FORMAT_ATOMIC_FILE_H

#include <stdio.h>

struct atomic_file {
	char *path;      /* what is replaced: behind symbolic links */
	char *temporary; /* the name of the new file until it is whole, in the same folder */
	FILE *file;      /* to write to */
};

/*
 * Begin, in a file whose name starts with a dot and ends otherwise than the path, so that no
 * collector takes it for one of its own. What is there and is no file, as /dev/stdout, a FIFO
 * that has a reader, or /dev/null, is not replaced but written to. 0, or a negative errno.
 */
int atomic_file_begin(struct atomic_file *self, const char *path);

/*
 * All is written, unless there is an error, a negative errno: it takes the path's place by
 * rename(2), with the mode that umask(2) gives. 0, or that error, or the negative errno of this or
 * of any write before; then the file is as it was.
 */
int atomic_file_end(struct atomic_file *self, int error);

#endif
