/* SPDX-License-Identifier: ISC */
/* Finds the addresses of a target: see target_addresses.h. */
#include "client/target_addresses.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* The only address of unix:PATH. */
struct path_address {
	struct addrinfo info;
	struct sockaddr_un address;
};

/* Of unix:@NAME, sockaddr_un(3type) begins with NUL. Returns 0 or -ENOMEM. */
static int report_path(struct target_addresses *self, const char *path)
{
	struct path_address *found = calloc(1, sizeof *found);
	struct sockaddr_un *address;
	size_t length;

	if (found == NULL)
		return -ENOMEM;
	self->path = found;
	address = &found->address;
	length = strnlen(path, sizeof address->sun_path);
	address->sun_family = AF_UNIX;
	memcpy(address->sun_path, path, length);
	found->info = (struct addrinfo){.ai_family = AF_UNIX,
		.ai_addr = (struct sockaddr *)address,
		.ai_addrlen = sizeof *address};
	if (path[0] == '@') {
		address->sun_path[0] = '\0';
		found->info.ai_addrlen =
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	}
	self->on_found(NULL, &found->info, self->userdata);
	return 0;
}

static void on_looked_up(const char *cause, struct addrinfo *list, void *userdata)
{
	struct target_addresses *self = userdata;

	self->lookup = NULL;
	self->found = list;
	self->on_found(cause, list, self->userdata);
}

/* Returns a result of getaddrinfo(3): EAI_NONAME if the host is not an address. */
static int find_numeric(
	struct target_addresses *self, const struct target *target, const struct request *request)
{
	struct addrinfo hints = {.ai_family = request->family,
		.ai_socktype = request->type,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	char port[sizeof "65535"];

	snprintf(port, sizeof port, "%u", target->port);
	return getaddrinfo(target->host, port, &hints, &self->found);
}

int target_addresses_find(struct target_addresses *self, struct resolver *resolver,
	const struct target *target, const struct request *request,
	target_addresses_found *on_found, void *userdata)
{
	int result;

	*self = (struct target_addresses){.on_found = on_found, .userdata = userdata};
	if (target->path != NULL)
		return report_path(self, target->path);
	result = find_numeric(self, target, request);
	if (result != EAI_NONAME)
		on_found(address_lookup_cause(result, errno), self->found, userdata);
	else if (strchr(target->host, ':') != NULL)
		on_found(
			"the zone of the address is not an interface of this host", NULL, userdata);
	else
		return address_lookup_start(
			resolver, target, request, on_looked_up, self, &self->lookup);
	return 0;
}

void target_addresses_free(struct target_addresses *self)
{
	if (self->lookup != NULL)
		address_lookup_stop(self->lookup);
	if (self->found != NULL)
		freeaddrinfo(self->found);
	free(self->path);
}
