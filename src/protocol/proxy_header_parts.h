/* SPDX-License-Identifier: ISC */
/* The two versions of the header, for proxy_header.c. The results are those of
 * proxy_header_parse(). */
#ifndef INETKIT_PROTOCOL_PROXY_HEADER_PARTS_H
#define INETKIT_PROTOCOL_PROXY_HEADER_PARTS_H

#include "protocol/proxy_header.h"

#include <stdint.h>

#define PROXY_V1_BEGINNING "PROXY "
#define PROXY_V2_SIGNATURE "\r\n\r\n\0\r\nQUIT\n"

/* Data that begins with PROXY_V1_BEGINNING. */
const char *proxy_v1_parse(const char *data, size_t size, struct proxy_header *ret_header);

/* Data that begins with PROXY_V2_SIGNATURE. */
const char *proxy_v2_parse(const uint8_t *data, size_t size, struct proxy_header *ret_header);

#endif
