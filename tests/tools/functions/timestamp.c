/* SPDX-License-Identifier: ISC */
/* ICMP time stamps. */
#include "functions/functions.h"
#include "protocol/rfc792.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void encode_timestamp(char *arguments[])
{
	struct rfc792_request request = {.identifier = (uint16_t)number(arguments[0]),
		.sequence = (uint16_t)number(arguments[1]),
		.originate = (uint32_t)number(arguments[2])};
	uint8_t message[RFC792_SIZE];

	rfc792_encode(&request, message);
	for (size_t i = 0; i < sizeof message; i++)
		printf("%02x", message[i]);
	puts("");
}

/* Parse a packet of exactly this size. */
static void print_timestamp(const uint8_t *packet, size_t size)
{
	uint8_t *copy = malloc(size + (size == 0));
	struct rfc792_reply reply;

	if (copy == NULL)
		abort();
	memcpy(copy, packet, size);
	if (rfc792_decode(copy, size, &reply))
		printf("%u %u %u %u %u\n", reply.request.identifier, reply.request.sequence,
			reply.request.originate, reply.receive, reply.transmit);
	else
		puts("not a reply");
	free(copy);
}

void damage_timestamp(__attribute__((unused)) char *arguments[])
{
	uint8_t packet[256];
	size_t size = fread(packet, 1, sizeof packet, stdin);

	print_timestamp(packet, size);
	for (size_t i = 0; i < size; i++)
		print_timestamp(packet, i);
	for (size_t i = (size_t)(packet[0] & 0xf) * 4 * 8; i < size * 8; i++) {
		packet[i / 8] = (uint8_t)(packet[i / 8] ^ 1 << i % 8);
		print_timestamp(packet, size);
		packet[i / 8] = (uint8_t)(packet[i / 8] ^ 1 << i % 8);
	}
}

void read_timestamps(char *arguments[])
{
	struct rfc792_reply reply = {.receive = (uint32_t)number(arguments[0]),
		.transmit = (uint32_t)number(arguments[1]),
		.request.originate = 0xffffffff};
	struct rfc792_times times;
	const char *cause = rfc792_read(&reply, number(arguments[2]), &times);

	if (cause != NULL)
		puts(cause);
	else
		printf("%lld %lld%s%s%s\n", (long long)times.receive, (long long)times.transmit,
			times.is_swapped ? " swapped" : "", times.is_ambiguous ? " ambiguous" : "",
			times.is_doubtful ? " doubtful" : "");
}
