/* SPDX-License-Identifier: ISC */
/* Figures for people, with at most four significant digits. */
#ifndef INETKIT_COMMANDS_FIGURE_H
#define INETKIT_COMMANDS_FIGURE_H

#include <stdint.h>

enum { FIGURE_SIZE = 32 }; /* bytes for any text of these functions and its NUL */

/* Formats a number from 0 to 10^15, with three decimals below 10 and fewer above: "9.876", "98.77",
 * "98770". */
void figure_format(double number, char ret_text[FIGURE_SIZE]);

/* Formats a number of bytes with the largest unit that fits, a power of 1000: "1 byte", "98.77 MB".
 */
void figure_format_bytes(uint64_t bytes, char ret_text[FIGURE_SIZE]);

#endif
