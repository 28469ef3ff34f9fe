/* SPDX-License-Identifier: ISC */
/*
 * A reply with the time, in each protocol: over a stream, where the same bytes in other pieces must
 * give the same result, or as a datagram.
 */
#include "clocks/interval.h"
#include "clocks/time_reply.h"
#include "fuzz/input.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	NEAR = 1795341259, /* Unix time: the day can be another than that of the local clock */
	DAY = 24 * 3600,
};

struct outcome {
	bool is_read;
	struct clock_reading reading;
	char cause[TIME_REPLY_CAUSE_SIZE];
};

/* Makes an ICMP packet without options a reply to this request, and mends its checksum. */
static void answer_icmp(const uint8_t *request, uint8_t *packet, size_t size)
{
	uint32_t sum = 0;

	if (size < 40)
		return;
	memcpy(packet + 24, request + 4, 8);
	packet[22] = packet[23] = 0;
	for (size_t i = 20; i + 1 < size; i += 2)
		sum += (uint32_t)packet[i] << 8 | packet[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~(sum + (sum >> 16));
	packet[22] = (uint8_t)(sum >> 8);
	packet[23] = (uint8_t)sum;
}

/* Passes the bytes in pieces of this size, until the reply needs no more. */
static struct outcome receive(struct time_reply reply, const struct input *input, size_t piece)
{
	struct outcome outcome = {.is_read = false};
	uint8_t request[TIME_REQUEST_SIZE];
	size_t size;

	time_reply_begin(&reply);
	if (time_reply_request(&reply, 0, request) > sizeof request)
		abort();
	for (size_t i = 0; i < input->size; i += size) {
		uint8_t *data;
		enum time_reply_state state;

		size = input->size - i < piece ? input->size - i : piece;
		data = malloc(size);
		if (data == NULL)
			abort();
		memcpy(data, input->data + i, size);
		if (reply.protocol == PROTOCOL_NTP && size >= 32)
			memcpy(data + 24, request + 40, 8); /* the nonce */
		if (reply.protocol == PROTOCOL_ICMP)
			answer_icmp(request, data, size);
		state = time_reply_add(&reply, data, size);
		free(data);
		if (state == TIME_REPLY_FOREIGN)
			return outcome;
		if (state == TIME_REPLY_COMPLETE || reply.is_datagram)
			break;
	}
	outcome.is_read =
		time_reply_parse(&reply, NEAR * INTERVAL_SECOND, &outcome.reading, outcome.cause);
	if (!outcome.is_read && (outcome.cause[0] == '\0' || strchr(outcome.cause, '\n') != NULL))
		abort();
	/* It has only times of day, each at most half a day from the one before. */
	if (reply.protocol == PROTOCOL_ICMP && outcome.is_read &&
		llabs(outcome.reading.time - NEAR) > DAY)
		abort();
	return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data, size};
	uint8_t choice = input_byte(&input);
	size_t piece = input_byte(&input) + (size_t)1;
	struct target target;
	struct time_reply reply = {.protocol = choice % PROTOCOLS,
		.is_datagram = protocol_kinds[choice % PROTOCOLS].type != SOCK_STREAM ||
			       (choice & 0x80) != 0,
		.target = &target};
	struct outcome whole;
	struct outcome pieces;

	target_parse("host:1", NULL, &target);
	whole = receive(reply, &input, TIME_REPLY_SIZE);
	if (reply.is_datagram)
		return 0;
	pieces = receive(reply, &input, piece);
	if (whole.is_read != pieces.is_read || strcmp(whole.cause, pieces.cause) != 0 ||
		(whole.is_read && whole.reading.time != pieces.reading.time))
		abort();
	return 0;
}
