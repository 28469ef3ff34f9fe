/* SPDX-License-Identifier: ISC */
/* Networks in CIDR notation: see network.h. */
#include "filter/network.h"

#include "base/number.h"
#include "filter/address.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* With a prefix, and the name of an interface, which has at most 15 characters. */
enum { TEXT_SIZE = INET6_ADDRSTRLEN + 16, MAPPED_BITS = 96 };

const char NETWORK_NO_ADDRESS[] = "not an address";

static unsigned width(const union socket_address *address)
{
	return address->any.sa_family == AF_INET ? 32 : 128;
}

static const uint8_t *bytes(const union socket_address *address)
{
	return address->any.sa_family == AF_INET ? (const uint8_t *)&address->in.sin_addr
						 : address->in6.sin6_addr.s6_addr;
}

static unsigned get_bit(const union socket_address *address, unsigned bit)
{
	return bytes(address)[bit / 8] >> (7 - bit % 8) & 1;
}

/* True if all bits from this one on are 0. */
static bool ends_with_zeros(const union socket_address *address, unsigned bit)
{
	while (bit < width(address))
		if (get_bit(address, bit++) != 0)
			return false;
	return true;
}

const char *network_parse(const char *text, struct network *ret_network)
{
	const char *slash = strchrnul(text, '/');
	size_t size = (size_t)(slash - text);
	char address[TEXT_SIZE];
	int64_t bits;

	if (size >= sizeof address)
		return NETWORK_NO_ADDRESS;
	memcpy(address, text, size);
	address[size] = '\0';
	if (!address_parse(address, &ret_network->address))
		return NETWORK_NO_ADDRESS;
	bits = width(&ret_network->address);
	if (*slash != '\0' && !number_parse(slash + 1, 0, bits, &bits))
		return "the number after / is not a length of a prefix: up to 32, or 128 for IPv6";
	if (!ends_with_zeros(&ret_network->address, (unsigned)bits))
		return "the address has bits beyond the prefix; set them to 0, or use a longer "
		       "prefix";
	ret_network->bits = (unsigned)bits;
	socket_address_unmap(&ret_network->address);
	if (width(&ret_network->address) < bits)
		ret_network->bits -= MAPPED_BITS;
	return NULL;
}

bool network_contains(const struct network *self, const union socket_address *address)
{
	const union socket_address *own = &self->address;
	unsigned whole = self->bits / 8;

	if (own->any.sa_family != address->any.sa_family)
		return false;
	if (own->any.sa_family == AF_INET6 && own->in6.sin6_scope_id != 0 &&
		own->in6.sin6_scope_id != address->in6.sin6_scope_id)
		return false;
	if (memcmp(bytes(own), bytes(address), whole) != 0)
		return false;
	for (unsigned bit = whole * 8; bit < self->bits; bit++)
		if (get_bit(own, bit) != get_bit(address, bit))
			return false;
	return true;
}

bool network_is_host(const struct network *self)
{
	return self->bits == width(&self->address);
}
