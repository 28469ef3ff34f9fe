/* Readings as JSON, RFC 8259: an object on a line each. */
#ifndef INETKIT_FORMAT_JSON_H
#define INETKIT_FORMAT_JSON_H

#include "clocks/measurement.h"

#include <stdio.h>

/*
 * An object with the columns of fields.h as its keys, in their order, and a newline; drift is
 * there where it is known. Seconds and parts per million are numbers, what is unknown is null, and
 * octets that are not UTF-8 become U+FFFD. 0, or -ENOMEM with nothing written; whether it could be
 * written, the file tells.
 */
int json_put(FILE *file, const struct measurement *measurement);

#endif
