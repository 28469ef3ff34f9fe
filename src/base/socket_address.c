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
