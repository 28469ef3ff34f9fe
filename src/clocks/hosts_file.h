/* Lists of hosts in files: one a line; what follows a # that begins a word is a comment. */
#ifndef INETKIT_CLOCKS_HOSTS_FILE_H
#define INETKIT_CLOCKS_HOSTS_FILE_H

/* The longest line, in octets: a path of a UNIX socket or a name fits, with a long comment. */
enum { HOSTS_FILE_LINE_MAX = 4095 };

/*
 * A host as it is written, without the space around it; the text is the receiver's to free. With a
 * mistake, which is valid during the call, it is none. 0 to go on, or a negative errno.
 */
typedef int hosts_file_found(char *text, const char *mistake, void *userdata);

/* Read a file, or standard input for "-". 0, or a negative errno, after the hosts before it. */
int hosts_file_read(const char *path, hosts_file_found *found, void *userdata);

#endif
