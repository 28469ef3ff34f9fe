/* SPDX-License-Identifier: ISC */
/* CRC32c, the checksum of RFC 3385 with the polynomial of Castagnoli. */
#ifndef INETKIT_PROTOCOL_CRC32C_H
#define INETKIT_PROTOCOL_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/*
 * The checksum of data that follows other data, whose checksum is crc; 0 if this is the beginning.
 * That of the 9 bytes "123456789" is 0xe3069283.
 */
uint32_t crc32c(uint32_t crc, const void *data, size_t size);

#endif
