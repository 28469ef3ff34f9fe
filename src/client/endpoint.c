/* Describes the remote end of a connection: see endpoint.h. */
#include "client/endpoint.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

bool endpoint_address(int fd, char *ret, size_t size)
{
	struct sockaddr_storage address = {0};
	socklen_t length = sizeof address;

	return getpeername(fd, (struct sockaddr *)&address, &length) == 0 &&
	       address.ss_family != AF_UNIX &&
	       getnameinfo((struct sockaddr *)&address, length, ret, (socklen_t)size, NULL, 0,
		       NI_NUMERICHOST) == 0;
}

void endpoint_describe(int fd, const struct target *target, struct endpoint *ret)
{
	int type = SOCK_STREAM;
	socklen_t type_size = sizeof type;

	if (target->path != NULL) {
		snprintf(ret->name, sizeof ret->name, "%s", target->given);
		snprintf(ret->address, sizeof ret->address, "%s", target->given);
		snprintf(ret->text, sizeof ret->text, "%s", target->given);
		return;
	}
	snprintf(ret->name, sizeof ret->name, "%s", target->host);
	if (!endpoint_address(fd, ret->address, sizeof ret->address))
		snprintf(ret->address, sizeof ret->address, "%s", target->host);
	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size);
	snprintf(ret->text, sizeof ret->text, "%s (%s) port %u over %s", ret->name, ret->address,
		target->port, type == SOCK_DGRAM ? "UDP" : "TCP");
}
