/* Numbers with a decimal point, by integers alone: exact, and with '.' in every locale. */
#ifndef INETKIT_BASE_DECIMAL_H
#define INETKIT_BASE_DECIMAL_H

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

/* The same for a number that has no sign. */
void decimal_format_unsigned(uint64_t units, unsigned digits, char ret[DECIMAL_SIZE]);

/* The nanoseconds that one unit of the last of these digits stands for: 10^(9 - digits). */
int64_t decimal_step(unsigned digits);

/* Nanoseconds as seconds, rounded to the nearest; a half goes away from zero. */
void decimal_format_seconds(
	int64_t nanoseconds, unsigned digits, bool plus, char ret[DECIMAL_SIZE]);

struct unit {
	const char *name; /* in UTF-8 */
	const char *ascii;
	int64_t size; /* in nanoseconds */
};

/* The sign, 19 digits, a point and the end. */
enum { UNIT_TEXT_SIZE = 24 };

/* The largest unit of which the magnitude is at least one; microseconds for anything less. */
const struct unit *unit_for(uint64_t magnitude);

/* How far from 0 it is. */
uint64_t unit_magnitude(int64_t nanoseconds);

/* How many digits after the point its exact value needs: at most 9. */
unsigned unit_decimals(const struct unit *self, int64_t nanoseconds);

/*
 * The number without the unit, with a sign unless it is 0, rounded to at most log10(unit->size)
 * decimals.
 */
void unit_format(
	const struct unit *self, int64_t nanoseconds, unsigned decimals, char ret[UNIT_TEXT_SIZE]);

#endif
