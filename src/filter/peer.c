/* SPDX-License-Identifier: ISC */
/* The peer of a connection: see peer.h. */
#include "filter/peer.h"

#include "base/number.h"
#include "filter/address.h"
#include "filter/proxied.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Shown instead of an address. peer_name_is_valid() rejects it as a name. */
static const char unknown[] = "unknown";

/* Sets the address, and the text that shows it. */
static void set_address(struct peer *self, const union socket_address *address)
{
	self->address = *address;
	socket_address_unmap(&self->address);
	if (self->address.any.sa_family == AF_INET) {
		self->address.in.sin_port = 0;
		inet_ntop(AF_INET, &self->address.in.sin_addr, self->text, sizeof self->text);
		return;
	}
	self->address.in6.sin6_port = 0;
	inet_ntop(AF_INET6, &self->address.in6.sin6_addr, self->text, sizeof self->text);
	if (self->address.in6.sin6_scope_id != 0) {
		size_t size = strlen(self->text);

		snprintf(self->text + size, sizeof self->text - size, "%%%u",
			self->address.in6.sin6_scope_id);
	}
}

static bool set_text(struct peer *self, const char *text)
{
	union socket_address address;

	if (!address_parse(text, &address))
		return false;
	set_address(self, &address);
	return true;
}

static void set_port(struct peer *self, const char *text)
{
	int64_t port;

	if (text != NULL && number_parse(text, 1, UINT16_MAX, &port))
		self->port = (uint16_t)port;
}

/* "ADDRESS:PORT" or "[ADDRESS]:PORT". */
static bool set_text_with_port(struct peer *self, const char *text)
{
	char address[PEER_ADDRESS_SIZE];
	const char *colon = strrchr(text, ':');
	size_t size;

	if (colon == NULL || (size_t)(colon - text) >= sizeof address)
		return false;
	size = (size_t)(colon - text);
	if (size >= 2 && text[0] == '[' && text[size - 1] == ']') {
		text++;
		size -= 2;
	}
	memcpy(address, text, size);
	address[size] = '\0';
	if (!set_text(self, address))
		return false;
	set_port(self, colon + 1);
	return true;
}

/* Takes the first variable that is an address or, if is_strict, the first that is set. */
static void set_from_environment(struct peer *self, bool is_strict, bool trusts_host)
{
	static const struct {
		const char *address;
		const char *port;
		bool (*set)(struct peer *self, const char *text);
	} sources[] = {
		{"REMOTE_ADDR", "REMOTE_PORT", set_text},
		{"TCPREMOTEIP", "TCPREMOTEPORT", set_text},
		{"TCPREMOTEADDR", NULL, set_text_with_port},
		{"REMOTE_HOST", "REMOTE_PORT", set_text},
	};
	size_t count = sizeof sources / sizeof *sources - (trusts_host ? 0 : 1);

	for (size_t i = 0; i < count; i++) {
		const char *text = getenv(sources[i].address);

		if (text == NULL)
			continue;
		self->variable = sources[i].address;
		self->is_refused = !sources[i].set(self, text);
		if (!self->is_refused && sources[i].port != NULL)
			set_port(self, getenv(sources[i].port));
		if (!self->is_refused || is_strict)
			return;
	}
}

/* False if it is not a socket, or the peer has already closed the connection. */
static bool set_from_socket(struct peer *self, int fd)
{
	union socket_address address = {.any.sa_family = AF_UNSPEC};
	socklen_t size = sizeof address;

	if (getpeername(fd, &address.any, &size) < 0)
		return false;
	if (address.any.sa_family == AF_INET)
		self->port = ntohs(address.in.sin_port);
	else if (address.any.sa_family == AF_INET6)
		self->port = ntohs(address.in6.sin6_port);
	else
		return true;
	set_address(self, &address);
	return true;
}

static void begin(struct peer *self)
{
	*self = (struct peer){.address.any.sa_family = AF_UNSPEC, .text = ""};
	strcpy(self->text, unknown);
}

void peer_identify(int fd, bool trusts_environment, struct peer *ret_peer)
{
	if (proxied_has(fd)) {
		peer_of_environment(ret_peer);
		return;
	}
	begin(ret_peer);
	if (trusts_environment)
		set_from_environment(ret_peer, true, true);
	if (ret_peer->variable == NULL && !set_from_socket(ret_peer, fd))
		set_from_environment(ret_peer, false, true);
}

void peer_of_socket(int fd, struct peer *ret_peer)
{
	if (proxied_has(fd)) {
		peer_of_environment(ret_peer);
		return;
	}
	begin(ret_peer);
	set_from_socket(ret_peer, fd);
}

void peer_of_environment(struct peer *ret_peer)
{
	begin(ret_peer);
	set_from_environment(ret_peer, true, false);
}

bool peer_name_is_valid(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._";
	size_t size = strlen(name);
	struct in_addr address;

	if (size == 0 || size >= PEER_NAME_SIZE || strspn(name, allowed) != size)
		return false;
	if (name[0] == '.' || name[0] == '-' || name[size - 1] == '.' || strstr(name, "..") != NULL)
		return false;
	/* Reject IPv4 addresses in all the forms that inet_aton(3) accepts, such as 0x7f.1. */
	return inet_aton(name, &address) == 0 && strcmp(name, unknown) != 0;
}
