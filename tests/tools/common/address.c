/* SPDX-License-Identifier: ISC */
/* Numeric addresses: see address.h. */
#include "common/address.h"

#include "base/number.h"

#include <arpa/inet.h>

bool address_parse(const char *host, const char *port, struct address *ret_address)
{
	int64_t number;

	*ret_address = (struct address){.size = 0};
	if (!number_parse(port, 0, UINT16_MAX, &number))
		return false;
	if (inet_pton(AF_INET, host, &ret_address->in.sin_addr) == 1) {
		ret_address->in.sin_family = AF_INET;
		ret_address->in.sin_port = htons((uint16_t)number);
		ret_address->size = sizeof ret_address->in;
	} else if (inet_pton(AF_INET6, host, &ret_address->in6.sin6_addr) == 1) {
		ret_address->in6.sin6_family = AF_INET6;
		ret_address->in6.sin6_port = htons((uint16_t)number);
		ret_address->size = sizeof ret_address->in6;
	}
	return ret_address->size > 0;
}
