/* SPDX-License-Identifier: ISC */
/* What kind of service it is: those without a program of their own, and flags. */
#include "convert/translation.h"

#include "base/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The services inside xinetd and inetd that inetkit has, too. Returns NULL for others. */
static const struct service *find_internal(const char *name)
{
	static const char *const names[] = {"chargen", "daytime", "discard", "echo", "time"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return service_find(name);
	return NULL;
}

static void map_internal(struct translation *self, const struct config_attribute *type)
{
	const struct service *service = find_internal(self->service->name);
	const struct config_attribute *port = config_find(self->service, "port");
	bool is_datagram = config_has(self->service, "socket_type", "dgram");
	char unit[64];

	if (service == NULL) {
		conversion_find(self->result, VERDICT_REFUSED, "type", type,
			"the service '%s' is a part of xinetd; 'systemctl list-sockets' shows the "
			"services, and 'systemctl status' whether they run",
			self->service->name);
		return;
	}
	snprintf(unit, sizeof unit, "inetkit-%s%s.socket", service->name,
		is_datagram ? "-dgram" : "");
	translation_replace(self, unit, "the package inetkit-services has this service");
	if (port != NULL && port->count > 0 && atoi(port->values[0].text) != service->port)
		conversion_find(self->result, VERDICT_CHANGED, "port", port,
			"%s has port %d; 'systemctl edit' can add another", unit, service->port);
}

void map_type(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute == NULL)
		return;
	if (config_has(self->service, "type", "RPC"))
		conversion_find(self->result, VERDICT_REFUSED, "type", attribute,
			"systemd registers no service with rpcbind; start the server as another "
			"service, which registers itself");
	else if (config_has(self->service, "type", "TCPMUX") ||
		 config_has(self->service, "type", "TCPMUXPLUS"))
		conversion_find(self->result, VERDICT_REFUSED, "type", attribute,
			"systemd has no TCPMUX, which RFC 7805 made historic; give the service a "
			"port");
	else if (config_has(self->service, "type", "INTERNAL"))
		map_internal(self, attribute);
}

void map_flags(struct translation *self, const struct config_attribute *attribute)
{
	if (config_has(self->service, "flags", "SENSOR")) {
		conversion_find(self->result, VERDICT_REFUSED, "flags", attribute,
			"systemd has no sensors; use fail2ban, or a set of nftables with a "
			"timeout");
		return;
	}
	if (config_has(self->service, "flags", "NODELAY"))
		unit_add(&self->socket, UNIT_OWN, "NoDelay", "yes");
	if (config_has(self->service, "flags", "KEEPALIVE"))
		unit_add(&self->socket, UNIT_OWN, "KeepAlive", "yes");
	if (config_has(self->service, "flags", "LABELED"))
		unit_add(&self->socket, UNIT_OWN, "SELinuxContextFromNet", "yes");
	if (config_has(self->service, "flags", "INTERCEPT"))
		conversion_find(self->result, VERDICT_WEAKER, "flags", attribute,
			"INTERCEPT: systemd does not look at the packets after the first");
	if (config_has(self->service, "flags", "IDONLY"))
		conversion_find(self->result, VERDICT_WEAKER, "flags", attribute,
			"IDONLY: systemd does not ask ident, so that hosts without it are served");
}
