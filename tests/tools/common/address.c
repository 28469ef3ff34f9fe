/* Numeric addresses: see address.h. */
#include "common/address.h"

#include "base/number.h"

#include <arpa/inet.h>

bool address_parse(const char *host, const char *port, struct address *ret)
{
	int64_t number;

	*ret = (struct address){.size = 0};
	if (!number_parse(port, 0, UINT16_MAX, &number))
		return false;
	if (inet_pton(AF_INET, host, &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = htons((uint16_t)number);
		ret->size = sizeof ret->in;
	} else if (inet_pton(AF_INET6, host, &ret->in6.sin6_addr) == 1) {
		ret->in6.sin6_family = AF_INET6;
		ret->in6.sin6_port = htons((uint16_t)number);
		ret->size = sizeof ret->in6;
	}
	return ret->size > 0;
}
