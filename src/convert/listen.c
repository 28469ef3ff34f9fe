/* SPDX-License-Identifier: ISC */
/* Where a service listens: type, protocol, port and addresses. */
#include "convert/translation.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

enum { PORT_MAX = 65535, ADDRESS_SIZE = NI_MAXHOST + sizeof "[]" };

/* An address as ListenStream= has it: the zone, such as "eth0" of fe80::1%eth0, follows the port.
 */
struct listen_address {
	char text[ADDRESS_SIZE];
	char zone[NI_MAXHOST]; /* empty without one */
};

void map_socket_type(struct translation *self, const struct config_attribute *attribute)
{
	const char *type = config_text(self->service, "socket_type");

	self->type = SOCK_STREAM;
	if (type == NULL || strcmp(type, "stream") == 0)
		return;
	if (strcmp(type, "dgram") == 0)
		self->type = SOCK_DGRAM;
	else if (strcmp(type, "seqpacket") == 0 && config_text(self->service, "path") != NULL)
		self->type = SOCK_SEQPACKET;
	else
		conversion_find(self->result, VERDICT_REFUSED, "socket_type", attribute,
			"systemd has no %s sockets by port; start the server as another service, "
			"which opens the socket itself",
			type);
}

void map_wait(struct translation *self, const struct config_attribute *attribute)
{
	self->accepts = !config_has(self->service, "wait", "yes");
	if (!self->accepts || self->type != SOCK_DGRAM)
		return;
	/* systemd accepts Accept=yes only for sockets with connections. */
	self->accepts = false;
	conversion_find(self->result, VERDICT_CHANGED, "wait", attribute,
		"systemd starts one server at a time for datagrams, and the next after it exited");
}

/* The name of the directive that listens. */
static const char *get_key(const struct translation *self)
{
	return self->type == SOCK_DGRAM       ? "ListenDatagram"
	       : self->type == SOCK_SEQPACKET ? "ListenSequentialPacket"
					      : "ListenStream";
}

static const char *get_protocol(const struct translation *self)
{
	const char *protocol = config_text(self->service, "protocol");

	return protocol != NULL ? protocol : self->type == SOCK_DGRAM ? "udp" : "tcp";
}

static bool find_port(struct translation *self, const struct config_attribute *attribute)
{
	const struct servent *entry;
	int64_t port;

	if (attribute != NULL && attribute->count > 0 &&
		number_parse(attribute->values[0].text, 1, PORT_MAX, &port)) {
		self->port = (unsigned)port;
		return true;
	}
	entry = getservbyname(self->service->name, get_protocol(self));
	if (entry == NULL) {
		conversion_find(self->result, VERDICT_REFUSED, "port", attribute,
			"services(5) of this machine has no port of '%s' for %s; add it there, or "
			"set the port",
			self->service->name, get_protocol(self));
		return false;
	}
	self->port = ntohs((uint16_t)entry->s_port);
	unit_comment(&self->socket, UNIT_OWN, "%s in services(5)", self->service->name);
	return true;
}

static int get_family(const struct translation *self)
{
	return config_has(self->service, "flags", "IPv4")   ? AF_INET
	       : config_has(self->service, "flags", "IPv6") ? AF_INET6
							    : AF_UNSPEC;
}

/* Finds the address that xinetd would use for a name, as text for ListenStream=. */
static const char *find_address(
	const struct translation *self, const char *name, struct listen_address *ret_address)
{
	struct addrinfo hints = {.ai_family = get_family(self), .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char text[NI_MAXHOST];
	int error = getaddrinfo(name, NULL, &hints, &found);

	if (error != 0)
		return gai_strerror(error);
	error = getnameinfo(
		found->ai_addr, found->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST);
	if (error == 0) {
		size_t size = strcspn(text, "%");

		snprintf(ret_address->zone, sizeof ret_address->zone, "%s",
			text[size] == '%' ? text + size + 1 : "");
		snprintf(ret_address->text, sizeof ret_address->text,
			found->ai_family == AF_INET6 ? "[%.*s]" : "%.*s", (int)size, text);
	}
	freeaddrinfo(found);
	return error == 0 ? NULL : gai_strerror(error);
}

static void listen_at(
	struct translation *self, const struct config_attribute *bind, const char *name)
{
	struct listen_address address = {.text = ""};
	const char *cause = find_address(self, name, &address);
	size_t size = strcspn(name, "%");

	if (cause != NULL) {
		conversion_find(self->result, VERDICT_REFUSED, "bind", bind,
			"'%s': %s; set an address of this machine", name, cause);
		return;
	}
	if (strncmp(address.text + (address.text[0] == '['), name, size) != 0)
		unit_comment(&self->socket, UNIT_OWN, "bind = %s", name);
	unit_add(&self->socket, UNIT_OWN, get_key(self), "%s:%u%s%s", address.text, self->port,
		address.zone[0] != '\0' ? "%%" : "", address.zone);
}

/* Listens on all addresses of the families that xinetd or inetd would use. */
static void listen_everywhere(struct translation *self)
{
	int family = get_family(self);
	bool is_only_6 = config_has(self->service, "v6only", "yes");

	if (family == AF_UNSPEC && self->service->dialect == CONFIG_INETD) {
		conversion_find(self->result, VERDICT_SAME, "protocol",
			config_find(self->service, "protocol"),
			"listens on IPv4, as most versions of inetd do; that of OpenBSD also uses "
			"IPv6: there, set %s=%u",
			get_key(self), self->port);
		family = AF_INET;
	}
	if (family == AF_INET) {
		unit_add(&self->socket, UNIT_OWN, get_key(self), "0.0.0.0:%u", self->port);
		return;
	}
	/* A port alone also works where the kernel has no IPv6, as in xinetd. */
	unit_add(&self->socket, UNIT_OWN, get_key(self),
		family == AF_INET6 || is_only_6 ? "[::]:%u" : "%u", self->port);
	unit_add(&self->socket, UNIT_OWN, "BindIPv6Only", "%s", is_only_6 ? "ipv6-only" : "both");
}

static void listen_local(struct translation *self, const char *path)
{
	const char *user = config_text(self->service, "path_user");
	const char *group = config_text(self->service, "path_group");
	const char *mode = config_text(self->service, "path_mode");

	unit_add_literal(&self->socket, UNIT_OWN, get_key(self), path);
	if (user != NULL)
		unit_add_literal(&self->socket, UNIT_OWN, "SocketUser", user);
	if (group != NULL)
		unit_add_literal(&self->socket, UNIT_OWN, "SocketGroup", group);
	if (mode == NULL)
		conversion_find(self->result, VERDICT_STRICTER, "path",
			config_find(self->service, "path"),
			"only root may connect, as with inetd of FreeBSD; that of OpenBSD admits "
			"everybody: for that, set SocketMode=0666");
	unit_add(&self->socket, UNIT_OWN, "SocketMode", "%s", mode != NULL ? mode : "0600");
}

void map_port(struct translation *self, const struct config_attribute *attribute)
{
	const struct config_attribute *bind = config_find(self->service, "bind");
	const char *path = config_text(self->service, "path");
	const char *protocol = get_protocol(self);

	if (path != NULL) {
		listen_local(self, path);
		return;
	}
	if (!find_port(self, attribute))
		return;
	for (size_t i = 0; bind != NULL && i < bind->count; i++)
		listen_at(self, bind, bind->values[i].text);
	if (bind == NULL || bind->count == 0)
		listen_everywhere(self);
	else
		unit_add(&self->socket, UNIT_OWN, "FreeBind", "yes");
	if (strcmp(protocol, "sctp") == 0 || strcmp(protocol, "udplite") == 0)
		unit_add(&self->socket, UNIT_OWN, "SocketProtocol", "%s", protocol);
}
