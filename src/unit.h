/* Nanoseconds as text for people: in seconds, milliseconds or microseconds. */
#ifndef INETKIT_UNIT_H
#define INETKIT_UNIT_H

#include <stdbool.h>
#include <stdint.h>

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
 * The number without the unit, rounded to so many decimals, of which there are at most as the unit
 * has nanoseconds; with a sign unless it is 0.
 */
void unit_format(
	const struct unit *self, int64_t nanoseconds, unsigned decimals, char ret[UNIT_TEXT_SIZE]);

#endif
