/* SPDX-License-Identifier: ISC */
/* Measurements as JSON, RFC 8259: one object per line. */
#ifndef INETKIT_FORMAT_JSON_H
#define INETKIT_FORMAT_JSON_H

#include "clocks/measurement.h"

#include <stdio.h>

/*
 * Writes an object and a newline. Its keys are the names of the fields, in their order, see
 * fields.h; those of the drift only if it is known. Seconds and parts per million are numbers, an
 * unknown field is null, and bytes that are not UTF-8 become U+FFFD. Returns 0, or -ENOMEM and has
 * written nothing. Check ferror(3) for failed writes.
 */
int json_put(FILE *file, const struct measurement *measurement);

#endif
