/* SPDX-License-Identifier: ISC */
/*
 * Version 2 of the PROXY protocol, section 2.2: a signature, two bytes, the length of the rest, the
 * addresses and ports, and TLVs (type, length, value).
 */
#include "protocol/crc32c.h"
#include "protocol/proxy_header_parts.h"

#include <arpa/inet.h>
#include <string.h>

/* Offsets in the header. */
enum { COMMAND = sizeof PROXY_V2_SIGNATURE - 1, FAMILY, LENGTH, BLOCK = LENGTH + 2 };

/* The high half of the byte COMMAND is the version, 2. */
enum { VERSION_LOCAL = 0x20, VERSION_PROXY = 0x21 };

/* The high half of the byte FAMILY, and its low half. */
enum { UNSPECIFIED, INET, INET6, UNIX };
enum { UNSPECIFIED_PROTOCOL, STREAM, DATAGRAM };

enum { TLV_HEADER = 3, TLV_CRC32C = 3, CRC32C_SIZE = 4 };

/* Bytes of the addresses and ports of a family. */
static const size_t address_sizes[] = {[INET] = 12, [INET6] = 36, [UNIX] = 216};

static unsigned get16(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

static uint32_t get32(const uint8_t *bytes)
{
	return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

/* Section 2.2.3: the checksum of the whole header, in which its own bytes count as 0. */
static bool is_checksum_right(const uint8_t *data, size_t size, size_t offset)
{
	static const uint8_t zeros[CRC32C_SIZE];
	size_t after = offset + CRC32C_SIZE;
	uint32_t crc = crc32c(0, data, offset);

	crc = crc32c(crc, zeros, sizeof zeros);
	crc = crc32c(crc, data + after, size - after);
	return crc == get32(data + offset);
}

/* Returns NULL, or what is wrong with the TLVs, which begin at this offset. */
static const char *check_tlvs(const uint8_t *data, size_t size, size_t offset)
{
	while (offset < size) {
		const uint8_t *tlv = data + offset;
		size_t left = size - offset;
		size_t length;

		if (left < TLV_HEADER || get16(tlv + 1) > left - TLV_HEADER)
			return "a TLV is longer than the rest of the header";
		length = get16(tlv + 1);
		offset += TLV_HEADER;
		if (*tlv == TLV_CRC32C && length != CRC32C_SIZE)
			return "the CRC32c is not 4 bytes long";
		if (*tlv == TLV_CRC32C && !is_checksum_right(data, size, offset))
			return "the CRC32c does not match";
		offset += length;
	}
	return NULL;
}

/* Both addresses, then both ports. */
static void set_endpoints(unsigned family, const uint8_t *block, struct proxy_header *ret_header)
{
	union socket_address *source = &ret_header->source;
	union socket_address *destination = &ret_header->destination;

	ret_header->has_endpoints = true;
	if (family == INET) {
		source->in.sin_family = destination->in.sin_family = AF_INET;
		memcpy(&source->in.sin_addr, block, 4);
		memcpy(&destination->in.sin_addr, block + 4, 4);
		memcpy(&source->in.sin_port, block + 8, 2);
		memcpy(&destination->in.sin_port, block + 10, 2);
	} else {
		source->in6.sin6_family = destination->in6.sin6_family = AF_INET6;
		memcpy(&source->in6.sin6_addr, block, 16);
		memcpy(&destination->in6.sin6_addr, block + 16, 16);
		memcpy(&source->in6.sin6_port, block + 32, 2);
		memcpy(&destination->in6.sin6_port, block + 34, 2);
	}
}

/* Parses a whole header with the command PROXY. */
static const char *parse_proxied(const uint8_t *data, struct proxy_header *ret_header)
{
	unsigned family = data[FAMILY] >> 4;
	unsigned protocol = data[FAMILY] & 0xf;
	size_t end;

	if (family > UNIX || protocol > DATAGRAM)
		return "the address family or the protocol is not valid";
	/* Where the TLVs begin is not known. */
	if (family == UNSPECIFIED || protocol == UNSPECIFIED_PROTOCOL)
		return NULL;
	end = BLOCK + address_sizes[family];
	if (end > ret_header->size)
		return "the header is too short for its addresses";
	if (protocol == STREAM && family != UNIX)
		set_endpoints(family, data + BLOCK, ret_header);
	return check_tlvs(data, ret_header->size, end);
}

const char *proxy_v2_parse(const uint8_t *data, size_t size, struct proxy_header *ret_header)
{
	if (size > COMMAND && data[COMMAND] != VERSION_LOCAL && data[COMMAND] != VERSION_PROXY)
		return "neither LOCAL nor PROXY of version 2 follows the signature";
	if (size < BLOCK)
		return PROXY_HEADER_INCOMPLETE;
	*ret_header = (struct proxy_header){.size = BLOCK + get16(data + LENGTH)};
	if (ret_header->size > PROXY_HEADER_MAX)
		return "the header is longer than 4096 bytes";
	if (ret_header->size > size)
		return PROXY_HEADER_INCOMPLETE;
	return data[COMMAND] == VERSION_LOCAL ? NULL : parse_proxied(data, ret_header);
}
