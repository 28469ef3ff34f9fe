/* SPDX-License-Identifier: ISC */
/* A locale whose encoding is UTF-8: see utf8_locale.h. */
#include "client/utf8_locale.h"

locale_t utf8_locale_begin(void)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

	return utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
}

void utf8_locale_end(locale_t previous)
{
	if (previous != (locale_t)0)
		freelocale(uselocale(previous));
}
