/* SPDX-License-Identifier: ISC */
/* Text that is safe in a line of a log or a table. */
#ifndef INETKIT_BASE_PLAIN_H
#define INETKIT_BASE_PLAIN_H

/*
 * Replaces each byte of a control character by '?': newlines and terminal escapes, also the C1
 * controls, as single bytes and in UTF-8, and the bidirectional controls of Unicode. The result is
 * one line, and shows its characters in the order in which they stand.
 */
void plain_text(char *text);

#endif
