/* SPDX-License-Identifier: ISC */
/* The values of only_from and no_access: see addresses.h. */
#include "convert/addresses.h"

#include "convert/build.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BYTE_BITS = 8, ADDRESS_BITS = 32, BYTES_MAX = 16 };

/* An address and its mask, in the order of the network. */
struct range {
	size_t size; /* 4 or 16 bytes; 0 for a name */
	unsigned char address[BYTES_MAX];
	unsigned char mask[BYTES_MAX];
};

bool addresses_is_factorized(const char *text)
{
	return strchr(text, '{') != NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of 1 to 3 digits; NULL without one. */
static const char *parse_number(const char *text, uint32_t *ret_number)
{
	const char *end = text;
	uint32_t number = 0;

	for (; is_digit(*end) && end - text < 3; end++)
		number = number * 10 + (uint32_t)(*end - '0');
	*ret_number = number;
	return end == text || number > UINT8_MAX ? NULL : end;
}

const char *addresses_factorize(const char *text, struct factorized *ret_factorized)
{
	struct factorized self = {.shift = ADDRESS_BITS - BYTE_BITS};
	uint32_t number;
	const char *end;

	for (; *text != '{'; text = end + 1) {
		end = parse_number(text, &number);
		if (end == NULL || *end != '.' || self.shift == 0)
			return "not an address such as 10.1.{2,3}";
		self.network |= number << self.shift;
		self.shift -= BYTE_BITS;
	}
	self.next = text + 1;
	do {
		end = parse_number(text + 1, &number);
		if (end == NULL || (*end != ',' && *end != '}'))
			return "not a list of numbers such as {2,3}";
		text = end;
	} while (*text == ',');
	if (text[1] != '\0')
		return "nothing may follow the '}'";
	*ret_factorized = self;
	return NULL;
}

bool addresses_next(struct factorized *self, char ret_text[ADDRESSES_TEXT_SIZE])
{
	uint32_t number;
	const char *end = parse_number(self->next, &number);
	uint32_t address = self->network | number << self->shift;

	if (end == NULL)
		return false;
	self->next = end + 1;
	snprintf(ret_text, ADDRESSES_TEXT_SIZE, "%u.%u.%u.%u/%u", address >> 24,
		address >> 16 & UINT8_MAX, address >> 8 & UINT8_MAX, address & UINT8_MAX,
		ADDRESS_BITS - self->shift);
	return true;
}

/* Sets the first bits of the mask. */
static void set_mask(struct range *range, unsigned long bits)
{
	for (size_t i = 0; i < range->size; i++, bits -= bits < BYTE_BITS ? bits : BYTE_BITS)
		range->mask[i] =
			(unsigned char)(bits >= BYTE_BITS ? UINT8_MAX
							  : UINT8_MAX << (BYTE_BITS - bits));
}

/* Of an IPv4 address without a prefix, the last bytes that are 0 are wildcards; of IPv6 only ::. */
static unsigned long implied_bits(const struct range *range)
{
	size_t size = range->size;

	while (size > 0 && range->address[size - 1] == 0)
		size--;
	return BYTE_BITS * (range->size == 4 || size == 0 ? size : range->size);
}

/* xinetd uses getaddrinfo(3), which takes "10.1" for 10.0.0.1. */
static bool parse_address(const char *text, struct range *ret_range)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	const void *address;

	if (getaddrinfo(text, NULL, &hints, &found) != 0)
		return false;
	if (found->ai_family == AF_INET6) {
		ret_range->size = sizeof(struct in6_addr);
		address = &((const struct sockaddr_in6 *)found->ai_addr)->sin6_addr;
	} else {
		ret_range->size = sizeof(struct in_addr);
		address = &((const struct sockaddr_in *)found->ai_addr)->sin_addr;
	}
	memcpy(ret_range->address, address, ret_range->size);
	freeaddrinfo(found);
	return true;
}

static struct range parse(const char *text)
{
	struct range range = {.size = 0};
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	size_t size = slash == NULL ? strlen(text) : (size_t)(slash - text);

	if (size >= sizeof address)
		return range;
	memcpy(address, text, size);
	address[size] = '\0';
	if (!parse_address(address, &range))
		return (struct range){.size = 0};
	set_mask(&range, slash == NULL ? implied_bits(&range) : strtoul(slash + 1, NULL, 10));
	return range;
}

static bool is_equal(
	const struct range *a, const char *text_a, const struct range *b, const char *text_b)
{
	if (a->size == 0)
		return b->size == 0 && strcmp(text_a, text_b) == 0;
	return memcmp(a, b, sizeof *a) == 0;
}

bool addresses_remove(struct config_attribute *from, const struct config_attribute *values)
{
	struct range *ranges = calloc(values->count + 1, sizeof *ranges);

	if (ranges == NULL)
		return false;
	for (size_t i = 0; i < values->count; i++)
		ranges[i] = parse(values->values[i].text);
	for (size_t i = 0; i < from->count;) {
		const char *text = from->values[i].text;
		struct range range = parse(text);
		size_t j = 0;

		while (j < values->count &&
			!is_equal(&range, text, &ranges[j], values->values[j].text))
			j++;
		if (j < values->count)
			build_remove_value(from, i);
		else
			i++;
	}
	free(ranges);
	return true;
}
