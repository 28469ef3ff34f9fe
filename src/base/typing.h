/* SPDX-License-Identifier: ISC */
/* Compares a mistyped word with one that may have been meant. */
#ifndef INETKIT_BASE_TYPING_H
#define INETKIT_BASE_TYPING_H

#include <stddef.h>

/*
 * Returns how many letters were inserted, left out, replaced or exchanged, in any case of the
 * letters; SIZE_MAX if these are more than two or more than half of the mistyped word.
 */
size_t typing_mistakes(const char *mistyped, const char *word);

#endif
