/* SPDX-License-Identifier: ISC */
/* The Timestamp message of ICMP: see rfc792.h. */
#include "protocol/rfc792.h"

#include <string.h>

enum {
	TIMESTAMP = 13,
	TIMESTAMP_REPLY = 14,
	PROTOCOL_ICMP_NUMBER = 1, /* in the IP header: RFC 791, section 3.1 */
	IP_HEADER_SIZE = 20,      /* at least */
	NEAR = 2 * 60 * 1000,     /* milliseconds: plausible for a clock that is kept */
	FAR = 60 * 60 * 1000,     /* milliseconds: few clocks are more than that off */
};

static uint16_t get_16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static uint32_t get_32(const uint8_t *bytes)
{
	return (uint32_t)get_16(bytes) << 16 | get_16(bytes + 2);
}

static void put_16(uint8_t *bytes, uint16_t value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

static void put_32(uint8_t *bytes, uint32_t value)
{
	put_16(bytes, (uint16_t)(value >> 16));
	put_16(bytes + 2, (uint16_t)value);
}

/* The Internet checksum (RFC 1071): 0 for a message that contains its checksum. */
static uint16_t sum(const uint8_t *bytes, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum += get_16(bytes + i);
	if (size % 2 != 0)
		sum += (uint32_t)bytes[size - 1] << 8;
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

void rfc792_encode(const struct rfc792_request *request, uint8_t ret_message[RFC792_SIZE])
{
	memset(ret_message, 0, RFC792_SIZE);
	ret_message[0] = TIMESTAMP;
	put_16(ret_message + 4, request->identifier);
	put_16(ret_message + 6, request->sequence);
	put_32(ret_message + 8, request->originate);
	put_16(ret_message + 2, sum(ret_message, RFC792_SIZE));
}

bool rfc792_decode(const uint8_t *packet, size_t size, struct rfc792_reply *ret_reply)
{
	const uint8_t *message;
	size_t header;
	size_t total;

	if (size < IP_HEADER_SIZE || packet[0] >> 4 != 4 || packet[9] != PROTOCOL_ICMP_NUMBER)
		return false;
	header = (size_t)(packet[0] & 0xf) * 4;
	total = get_16(packet + 2);
	if (header < IP_HEADER_SIZE || total < header + RFC792_SIZE || total > size)
		return false;
	message = packet + header;
	if (message[0] != TIMESTAMP_REPLY || message[1] != 0 || sum(message, total - header) != 0)
		return false;
	ret_reply->request = (struct rfc792_request){.identifier = get_16(message + 4),
		.sequence = get_16(message + 6),
		.originate = get_32(message + 8)};
	ret_reply->receive = get_32(message + 12);
	ret_reply->transmit = get_32(message + 16);
	return true;
}

static uint32_t swap(uint32_t value)
{
	return value >> 24 | (value >> 8 & 0xff00) | (value << 8 & 0xff0000) | value << 24;
}

/* The Unix time nearest to the given one, in milliseconds, at which it is this time of day. */
static int64_t resolve(uint32_t time_of_day, int64_t near)
{
	int64_t before = ((near - time_of_day) % RFC792_DAY + RFC792_DAY) % RFC792_DAY;

	return near - before + (before > RFC792_DAY / 2 ? RFC792_DAY : 0);
}

static int64_t measure_distance(uint32_t time_of_day, int64_t near)
{
	int64_t difference = resolve(time_of_day, near) - near;

	return difference < 0 ? -difference : difference;
}

const char *rfc792_read(
	const struct rfc792_reply *reply, int64_t near, struct rfc792_times *ret_times)
{
	uint32_t receive = reply->receive;
	uint32_t transmit = reply->transmit;
	bool is_standard = receive < RFC792_DAY && transmit < RFC792_DAY;
	bool is_swapped = swap(receive) < RFC792_DAY && swap(transmit) < RFC792_DAY;
	bool has_high_bit = ((receive | transmit) & RFC792_NON_STANDARD) != 0;

	if (receive == 0 && transmit == 0)
		return "its time stamps are 0: it does not know the time";
	if (receive == reply->request.originate)
		return "it returns the time stamp of the request as its own";
	/* In reverse order, so are the times of the first 65 seconds of a day. */
	if (!is_standard && ((receive | transmit) & 0xffff) == 0 &&
		!(is_swapped && measure_distance(swap(receive), near) < NEAR))
		return "its time stamps have 16 bits instead of 32";
	if (!is_standard && is_swapped) {
		receive = swap(receive);
		transmit = swap(transmit);
	} else if (!is_standard && has_high_bit) {
		return "its time stamps are not in milliseconds since midnight UTC: their high "
		       "bit is set (RFC 792)";
	} else if (!is_standard) {
		return "its time stamps are beyond the milliseconds of a day";
	}
	ret_times->is_swapped = !is_standard;
	ret_times->is_doubtful =
		!is_standard && has_high_bit && measure_distance(receive, near) > FAR;
	ret_times->is_ambiguous =
		is_standard && is_swapped &&
		measure_distance(swap(receive), near) < measure_distance(receive, near);
	ret_times->receive = resolve(receive, near);
	/* Midnight can be in between. */
	ret_times->transmit = resolve(transmit, ret_times->receive);
	if (ret_times->transmit < ret_times->receive)
		return "it sent the reply before it received the request, by its time stamps";
	return NULL;
}
