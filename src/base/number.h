/* Numbers in options and operands: decimal, whole text, no locale. */
#ifndef INETKIT_BASE_NUMBER_H
#define INETKIT_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* An integer from min to max, both inclusive, with an optional sign. */
bool number_parse(const char *text, int64_t min, int64_t max, int64_t *ret_number);

/* Seconds such as "2" or "0.25", above 0 and at most a day, in microseconds; finer digits are
 * dropped. */
bool number_parse_seconds(const char *text, uint64_t *ret_microseconds);

#endif
