/* SPDX-License-Identifier: ISC */
/* A text file in memory, line by line. Never waits for a FIFO or a device, and reads at most
 * CONFIG_FILE_MAX bytes. */
#ifndef INETKIT_CONVERT_TEXT_FILE_H
#define INETKIT_CONVERT_TEXT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct text_file {
	char *data;
	size_t size;
	bool has_mark; /* a byte order mark, which is skipped */
	dev_t device;  /* with the inode number: which file it is */
	ino_t inode;

	/* Where text_file_next() goes on; 0 for the first line. */
	size_t next;
	unsigned line;
};

/* A line without its line end, LF or CR LF. */
struct text_line {
	const char *text; /* not terminated */
	size_t size;      /* up to the first NUL, if there is one */
	unsigned number;  /* from 1 */
	bool has_nul;
	bool has_cr; /* it ended with CR LF */
};

/*
 * Reads a file, or standard input for "-". Returns NULL, or why it cannot be read, "out of memory"
 * included. Release the file with text_file_free(), also after an error.
 */
const char *text_file_read(const char *path, struct text_file *ret_file);
void text_file_free(struct text_file *self);

/* The next line, which points into the file; false at its end. */
bool text_file_next(struct text_file *self, struct text_line *ret_line);

#endif
