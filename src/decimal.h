/* Numbers with a decimal point, by integers alone: exact, and with '.' in every locale. */
#ifndef INETKIT_DECIMAL_H
#define INETKIT_DECIMAL_H

#include "interval.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	DECIMAL_DIGITS = 9, /* after the point, at most: those of nanoseconds in seconds */
	DECIMAL_SIZE = 24,  /* of a text with its NUL: "-9223372036.854775808" */
};

/*
 * A number of units of 10^-digits, such as -250 for "-0.250" with three digits; without digits
 * there is no point either. With plus, what is not negative has a '+'.
 */
void decimal_format(int64_t units, unsigned digits, bool plus, char ret[DECIMAL_SIZE]);

/* Nanoseconds as seconds, rounded to the nearest; a half goes away from zero. */
void decimal_format_seconds(
	int64_t nanoseconds, unsigned digits, bool plus, char ret[DECIMAL_SIZE]);

/*
 * An interval that is not empty, of nanoseconds, as seconds: its middle, rounded to the nearest,
 * and the smallest bound with which middle - bound to middle + bound, as printed, still holds all
 * of it. The bound has no sign.
 */
void decimal_format_interval(struct interval nanoseconds, unsigned digits, bool plus,
	char ret_middle[DECIMAL_SIZE], char ret_bound[DECIMAL_SIZE]);

#endif
