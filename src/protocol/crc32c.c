/* SPDX-License-Identifier: ISC */
/* CRC32c: see crc32c.h. */
#include "protocol/crc32c.h"

/* The polynomial 0x1edc6f41, lowest power first. */
#define POLYNOMIAL UINT32_C(0x82f63b78)

/* Bit by bit: a table would take longer to load than the header of a connection to check. */
uint32_t crc32c(uint32_t crc, const void *data, size_t size)
{
	const uint8_t *bytes = data;

	crc = ~crc;
	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
	}
	return ~crc;
}
