/* SPDX-License-Identifier: ISC */
/* Addresses as text: see address.h. */
#include "filter/address.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>

/* The number of an interface, as a number or by its name; 0 if there is none. */
static uint32_t find_scope(const char *zone)
{
	int64_t number;

	return number_parse(zone, 1, UINT32_MAX, &number) ? (uint32_t)number : if_nametoindex(zone);
}

static bool parse_ipv6(const char *text, union socket_address *ret_address)
{
	const char *zone = strchrnul(text, '%');
	size_t size = (size_t)(zone - text);
	char address[INET6_ADDRSTRLEN];
	struct in6_addr ipv6;
	uint32_t scope = 0;

	if (size >= sizeof address)
		return false;
	memcpy(address, text, size);
	address[size] = '\0';
	if (inet_pton(AF_INET6, address, &ipv6) != 1)
		return false;
	if (*zone != '\0') {
		scope = IN6_IS_ADDR_LINKLOCAL(&ipv6) ? find_scope(zone + 1) : 0;
		if (scope == 0)
			return false;
	}
	ret_address->in6 = (struct sockaddr_in6){
		.sin6_family = AF_INET6, .sin6_addr = ipv6, .sin6_scope_id = scope};
	return true;
}

bool address_parse(const char *text, union socket_address *ret_address)
{
	struct in_addr ipv4;

	if (inet_pton(AF_INET, text, &ipv4) != 1)
		return parse_ipv6(text, ret_address);
	ret_address->in = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = ipv4};
	return true;
}
