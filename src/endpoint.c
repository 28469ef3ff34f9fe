/* What a connection leads to: see endpoint.h. */
#include "endpoint.h"

#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

void endpoint_describe(int fd, const struct target *target, struct endpoint *ret)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof address;
	int type = SOCK_STREAM;
	socklen_t type_size = sizeof type;

	if (target->path != NULL) {
		snprintf(ret->name, sizeof ret->name, "%s", target->given);
		snprintf(ret->address, sizeof ret->address, "%s", target->given);
		snprintf(ret->text, sizeof ret->text, "%s", target->given);
		return;
	}
	snprintf(ret->name, sizeof ret->name, "%s", target->host);
	/* A peer that has gone already has no address any more. */
	if (getpeername(fd, (struct sockaddr *)&address, &size) < 0 ||
		getnameinfo((struct sockaddr *)&address, size, ret->address, sizeof ret->address,
			NULL, 0, NI_NUMERICHOST) != 0)
		snprintf(ret->address, sizeof ret->address, "%s", target->host);
	getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size);
	snprintf(ret->text, sizeof ret->text, "%s (%s) port %u over %s", ret->name, ret->address,
		target->port, type == SOCK_DGRAM ? "UDP" : "TCP");
}
