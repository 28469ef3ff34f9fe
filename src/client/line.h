/* Lines for standard output that somebody waits for, or that a pipe passes on at once. */
#ifndef INETKIT_CLIENT_LINE_H
#define INETKIT_CLIENT_LINE_H

/*
 * Print a line, to which the newline is added, now: whatever standard output is. Control characters
 * are made '?'. At most 1023 octets. 0, or a negative errno; after that, nothing more should be
 * printed, and main() says what is wrong with standard output.
 */
__attribute__((format(printf, 1, 2))) int line_print(const char *format, ...);

#endif
