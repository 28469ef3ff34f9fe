/* SPDX-License-Identifier: ISC */
/* Numbers in options and operands: decimal, in every locale, and nothing may follow them. */
#ifndef INETKIT_BASE_NUMBER_H
#define INETKIT_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Parses an integer of at most 18 digits, with an optional sign. False if it is not one, or not
 * from min to max inclusive.
 */
bool number_parse(const char *text, int64_t min, int64_t max, int64_t *ret_number);

/*
 * Parses a number such as "2" or "0.25", and returns millionths; finer digits are cut off. False if
 * the text is not a number, or the result is 0 or more than max, which is at most 10^12.
 */
bool number_parse_decimal(const char *text, int64_t max, uint64_t *ret_millionths);

/*
 * Parses seconds such as "2" or "0.25", and returns microseconds; finer digits are cut off. False
 * if the text is not a number, or the result is 0 or more than a day.
 */
bool number_parse_seconds(const char *text, uint64_t *ret_microseconds);

#endif
