/* SPDX-License-Identifier: ISC */
/* Replies of RFC 868. */
#include "functions/functions.h"
#include "protocol/rfc868.h"

#include <stdio.h>
#include <stdlib.h>

void encode_time(char *arguments[])
{
	uint8_t reply[RFC868_SIZE];

	rfc868_encode(number(arguments[0]), reply);
	printf("%02x%02x%02x%02x\n", reply[0], reply[1], reply[2], reply[3]);
}

void decode_time(char *arguments[])
{
	unsigned long seconds = strtoul(arguments[0], NULL, 16);
	uint8_t reply[RFC868_SIZE] = {(uint8_t)(seconds >> 24), (uint8_t)(seconds >> 16),
		(uint8_t)(seconds >> 8), (uint8_t)seconds};

	printf("%lld\n", (long long)rfc868_decode(reply, number(arguments[1])));
}
