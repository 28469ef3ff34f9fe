/* Readings as comma-separated values, RFC 4180. */
#ifndef INETKIT_FORMAT_CSV_H
#define INETKIT_FORMAT_CSV_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stdio.h>

/* The line of names: the columns of fields.h, with is_watch those of drift too. */
void csv_begin(FILE *file, bool is_watch);

/* A row. What is unknown is empty; text is written in the octets that it has. */
void csv_put(FILE *file, const struct measurement *measurement, bool is_watch);

#endif
