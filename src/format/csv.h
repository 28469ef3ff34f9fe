/* SPDX-License-Identifier: ISC */
/* Measurements as comma-separated values, RFC 4180. */
#ifndef INETKIT_FORMAT_CSV_H
#define INETKIT_FORMAT_CSV_H

#include "clocks/measurement.h"

#include <stdbool.h>
#include <stdio.h>

/* The line with the names of the fields, see fields.h. is_watch adds those of the drift. */
void csv_begin(FILE *file, bool is_watch);

/* A row. An unknown field is empty. The bytes of a text are written unchanged. */
void csv_put(FILE *file, const struct measurement *measurement, bool is_watch);

#endif
