/* SPDX-License-Identifier: ISC */
/* Looks for a word in a program. */
#ifndef INETKIT_CONVERT_MENTION_H
#define INETKIT_CONVERT_MENTION_H

#include <stdbool.h>

/* Whether the bytes of the word are anywhere in the regular file. False if it cannot be read. */
bool mention_find(const char *path, const char *word);

#endif
