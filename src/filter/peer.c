/* SPDX-License-Identifier: ISC */
/* The peer of a connection: see peer.h. */
#include "filter/peer.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Shown instead of an address. peer_name_is_valid() rejects it as a name. */
static const char unknown[] = "unknown";

static void set_ipv4(struct peer *self, const struct in_addr *address)
{
	self->address.in = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = *address};
	inet_ntop(AF_INET, address, self->text, sizeof self->text);
}

static void set_ipv6(struct peer *self, const struct in6_addr *address, uint32_t scope)
{
	struct in_addr mapped;

	if (IN6_IS_ADDR_V4MAPPED(address)) {
		memcpy(&mapped, &address->s6_addr[12], sizeof mapped);
		set_ipv4(self, &mapped);
		return;
	}
	self->address.in6 = (struct sockaddr_in6){
		.sin6_family = AF_INET6, .sin6_addr = *address, .sin6_scope_id = scope};
	inet_ntop(AF_INET6, address, self->text, sizeof self->text);
	if (scope != 0) {
		size_t size = strlen(self->text);

		snprintf(self->text + size, sizeof self->text - size, "%%%u", scope);
	}
}

/* The number of an interface, as a number or by its name; 0 if there is none. */
static uint32_t find_scope(const char *zone)
{
	int64_t number;

	return number_parse(zone, 1, UINT32_MAX, &number) ? (uint32_t)number : if_nametoindex(zone);
}

/* An address of IPv6. That of a link can have a zone: "fe80::1%eth0" (RFC 4007, section 11). */
static bool set_ipv6_text(struct peer *self, const char *text)
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
	set_ipv6(self, &ipv6, scope);
	return true;
}

static bool set_text(struct peer *self, const char *text)
{
	struct in_addr ipv4;

	if (inet_pton(AF_INET, text, &ipv4) != 1)
		return set_ipv6_text(self, text);
	set_ipv4(self, &ipv4);
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
static void set_from_environment(struct peer *self, bool is_strict)
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

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
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

static void set_from_socket(struct peer *self, int fd)
{
	union socket_address address = {.any.sa_family = AF_UNSPEC};
	socklen_t size = sizeof address;

	if (getpeername(fd, &address.any, &size) < 0) {
		set_from_environment(self, false);
	} else if (address.any.sa_family == AF_INET) {
		set_ipv4(self, &address.in.sin_addr);
		self->port = ntohs(address.in.sin_port);
	} else if (address.any.sa_family == AF_INET6) {
		set_ipv6(self, &address.in6.sin6_addr, address.in6.sin6_scope_id);
		self->port = ntohs(address.in6.sin6_port);
	}
}

void peer_identify(int fd, bool trusts_environment, struct peer *ret_peer)
{
	*ret_peer = (struct peer){.address.any.sa_family = AF_UNSPEC, .text = ""};
	strcpy(ret_peer->text, unknown);
	if (trusts_environment)
		set_from_environment(ret_peer, true);
	if (ret_peer->variable == NULL)
		set_from_socket(ret_peer, fd);
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
