/* SPDX-License-Identifier: ISC */
/* Addresses of Internet sockets: see socket_address.h. */
#include "base/socket_address.h"

#include <string.h>

void socket_address_unmap(union socket_address *self)
{
	struct in_addr mapped;

	if (self->any.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&self->in6.sin6_addr))
		return;
	memcpy(&mapped, &self->in6.sin6_addr.s6_addr[12], sizeof mapped);
	self->in = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = self->in6.sin6_port, .sin_addr = mapped};
}

struct in6_addr socket_address_in6(const union socket_address *self)
{
	struct in6_addr address = IN6ADDR_ANY_INIT;

	if (self->any.sa_family == AF_INET6)
		return self->in6.sin6_addr;
	if (self->any.sa_family == AF_INET) {
		memset(&address.s6_addr[10], 0xff, 2);
		memcpy(&address.s6_addr[12], &self->in.sin_addr, sizeof self->in.sin_addr);
	}
	return address;
}
