/* SPDX-License-Identifier: ISC */
/* The Time Protocol: see rfc868.h. */
#include "protocol/rfc868.h"

void rfc868_encode(int64_t unix_time, uint8_t ret_reply[RFC868_SIZE])
{
	/* Unsigned arithmetic: the counter wraps modulo 2^32. */
	uint32_t seconds = (uint32_t)((uint64_t)unix_time + (uint64_t)RFC868_UNIX_EPOCH);

	ret_reply[0] = (uint8_t)(seconds >> 24);
	ret_reply[1] = (uint8_t)(seconds >> 16);
	ret_reply[2] = (uint8_t)(seconds >> 8);
	ret_reply[3] = (uint8_t)seconds;
}

int64_t rfc868_decode(const uint8_t reply[RFC868_SIZE], int64_t near_unix_time)
{
	uint32_t seconds = (uint32_t)reply[0] << 24 | (uint32_t)reply[1] << 16 |
			   (uint32_t)reply[2] << 8 | reply[3];
	uint32_t near = (uint32_t)((uint64_t)near_unix_time + (uint64_t)RFC868_UNIX_EPOCH);

	/* As a signed number, the difference modulo 2^32 is at most half an era of 2^32 seconds. */
	return near_unix_time + (int32_t)(seconds - near);
}
