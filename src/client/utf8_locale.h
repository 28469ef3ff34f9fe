/* SPDX-License-Identifier: ISC */
/* A locale whose encoding is UTF-8, for functions of the C library that know only the locale's. */
#ifndef INETKIT_CLIENT_UTF8_LOCALE_H
#define INETKIT_CLIENT_UTF8_LOCALE_H

#include <locale.h>

/* Lets this thread use LC_CTYPE of C.UTF-8, if it is there. Returns what to pass to
 * utf8_locale_end(). */
locale_t utf8_locale_begin(void);

void utf8_locale_end(locale_t previous);

#endif
