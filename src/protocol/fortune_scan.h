/* SPDX-License-Identifier: ISC */
/* Reads a whole fortune file in one pass. */
#ifndef INETKIT_PROTOCOL_FORTUNE_SCAN_H
#define INETKIT_PROTOCOL_FORTUNE_SCAN_H

#include "protocol/fortune.h"

/*
 * Reads from the current offset to the end, and calls on_quotation for each quotation of 1 to
 * RFC865_MAX bytes, as it is in the file but with newlines for CR LF. Returns 0, or a negative
 * errno of read(2).
 */
int fortune_scan(int fd, char delimiter, fortune_handler *on_quotation, void *userdata);

#endif
