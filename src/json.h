/* Readings as JSON, RFC 8259: an object on a line each. */
#ifndef INETKIT_JSON_H
#define INETKIT_JSON_H

#include "reading.h"

#include <stdio.h>

/*
 * An object with the columns of columns.h as its keys, in their order, and a newline; drift is
 * there where it is known. Seconds and parts per million are numbers, what is unknown is null, and
 * octets that are not UTF-8 become U+FFFD. 0, or -ENOMEM with nothing written; whether it could be
 * written, the file tells.
 */
int json_put(FILE *file, const struct reading *reading);

#endif
