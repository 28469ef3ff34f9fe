/* SPDX-License-Identifier: ISC */
/* Classes of Unicode characters that can change how the text around them looks. */
#ifndef INETKIT_BASE_UNICODE_H
#define INETKIT_BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* A C0 or C1 control character, or DEL: newlines, and what starts a terminal's escape sequences. */
bool unicode_is_control(uint32_t c);

/*
 * A bidirectional control: a mark, embedding, override or isolate. It can reorder the rest of a
 * line, although iswprint(3) calls it printable. See UAX #9, section 2.
 */
bool unicode_is_bidirectional(uint32_t c);

/*
 * A control character, or one that leaves no mark itself: spaces other than U+0020, and the
 * characters that a display ignores (Default_Ignorable_Code_Point of UAX #44), among them the byte
 * order mark, the soft hyphen, joiners, variation selectors and the bidirectional controls.
 */
bool unicode_is_invisible(uint32_t c);

#endif
