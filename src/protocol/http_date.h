/* SPDX-License-Identifier: ISC */
/*
 * Parses HTTP dates, RFC 9110, section 5.6.7: the form that servers must send, and the two obsolete
 * forms that clients must accept.
 *
 *   Sun, 06 Nov 1994 08:49:37 GMT
 *   Sunday, 06-Nov-94 08:49:37 GMT
 *   Sun Nov  6 08:49:37 1994
 */
#ifndef INETKIT_PROTOCOL_HTTP_DATE_H
#define INETKIT_PROTOCOL_HTTP_DATE_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest date: Wednesday, 09-Nov-94 08:49:37 GMT. */
enum { HTTP_DATE_MAX = 33 };

/*
 * Parses a date without space around it, and returns its Unix time in seconds. Upper and lower case
 * differ, the date must exist, and the weekday must match it. A leap second, 23:59:60, counts as
 * the first second of the next day. A year of two digits is the last one that ends in them and is
 * at most 50 years after near, a Unix time in seconds.
 *
 * Returns NULL, or what is wrong, which a quotation of the date can follow.
 */
const char *http_date_parse(const char *text, size_t size, int64_t near, int64_t *ret_seconds);

#endif
