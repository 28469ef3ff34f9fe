/* SPDX-License-Identifier: ISC */
/*
 * Numbers with a decimal point. All arithmetic is on integers: the text is exact, and the point is
 * '.' in every locale.
 */
#ifndef INETKIT_BASE_DECIMAL_H
#define INETKIT_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

enum {
	DECIMAL_DIGITS = 9, /* the most digits after the point: a nanosecond is 10^-9 s */
	DECIMAL_SIZE = 24,  /* bytes for any text and its NUL, such as "-9223372036.854775808" */
};

/*
 * Formats a number of units of 10^-digits, for 0 to DECIMAL_DIGITS digits: -250 with 3 digits is
 * "-0.250", and with 0 digits "-250". If plus is true, a number that is not negative starts with
 * '+'.
 */
void decimal_format(int64_t units, unsigned digits, bool plus, char ret_text[DECIMAL_SIZE]);

/* The same for the whole range of uint64_t, without a sign. */
void decimal_format_unsigned(uint64_t units, unsigned digits, char ret_text[DECIMAL_SIZE]);

/* Of a number of seconds with these digits, the last digit in nanoseconds: 10^(9 - digits). */
int64_t decimal_step(unsigned digits);

/* Formats nanoseconds as seconds, rounded to the nearest; a half rounds away from zero. */
void decimal_format_seconds(
	int64_t nanoseconds, unsigned digits, bool plus, char ret_text[DECIMAL_SIZE]);

/* Removes the zeros at the end of the fraction: "0.500" becomes "0.5", and "2.000" becomes "2". */
void decimal_trim(char *text);

/* A unit of time for people: seconds, milliseconds or microseconds. */
struct unit {
	const char *name;  /* UTF-8: "µs" */
	const char *ascii; /* "us" */
	int64_t size;      /* nanoseconds; a power of ten */
};

/* Bytes for any text of unit_format() and its NUL. */
enum { UNIT_TEXT_SIZE = DECIMAL_SIZE };

/* The largest unit that fits into the magnitude (nanoseconds); at least microseconds. */
const struct unit *unit_for(uint64_t magnitude);

/* The absolute value. It is unsigned because that of INT64_MIN does not fit in an int64_t. */
uint64_t unit_magnitude(int64_t nanoseconds);

/* The decimals that the exact value has in this unit, 0 to 9. */
unsigned unit_decimals(const struct unit *self, int64_t nanoseconds);

/*
 * Formats the number in this unit, without the unit's name, rounded to the nearest; a half rounds
 * away from zero. The number has a sign unless it rounds to 0. decimals is at most
 * log10(self->size).
 */
void unit_format(const struct unit *self, int64_t nanoseconds, unsigned decimals,
	char ret_text[UNIT_TEXT_SIZE]);

#endif
