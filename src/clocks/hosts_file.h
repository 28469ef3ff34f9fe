/* SPDX-License-Identifier: ISC */
/*
 * Reads lists of hosts: one host per line; a # at the start of a word begins a comment. Lines end
 * with LF, CR LF or CR, and a byte order mark before a line is ignored.
 */
#ifndef INETKIT_CLOCKS_HOSTS_FILE_H
#define INETKIT_CLOCKS_HOSTS_FILE_H

/* The longest line, in bytes: fits a name or the path of a UNIX socket, with a long comment. */
enum { HOSTS_FILE_LINE_MAX = 4095 };

/*
 * Called for each host, with its text trimmed; the callback owns the text and frees it. If the line
 * is invalid, mistake says why and is valid during the call. Returns 0 to go on, or a negative
 * errno.
 */
typedef int hosts_file_found(char *text, const char *mistake, void *userdata);

/* Reads a file, or standard input for "-". Returns 0 or a negative errno, -EILSEQ if the file is in
 * UTF-16; hosts before the error have been reported. */
int hosts_file_read(const char *path, hosts_file_found *on_found, void *userdata);

#endif
