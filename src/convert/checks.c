/* SPDX-License-Identifier: ISC */
/*
 * What xinetd 2.3.15.3 refuses of a whole service, after it has read everything. It also looks
 * whether names are in services(5), protocols(5), passwd(5) and rpc(5), and whether the server is
 * there; that depends on the machine and is not checked here. xinetd 2.3.15.4 also refuses
 * "socket_type = dgram" with "wait = no".
 */
#include "convert/build.h"
#include "convert/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Adds an attribute that follows from another one. */
static void imply(struct reader *self, struct config_service *service, const char *name,
	const char *value, const char *from)
{
	struct place place = config_find(service, from)->place;
	struct config_attribute *attribute = build_attribute(service, name, place);

	reader_check(self,
		attribute != NULL && build_value(attribute, value, strlen(value), place, false));
}

static bool is(const char *text, const char *expected)
{
	return text != NULL && strcmp(text, expected) == 0;
}

static void complete(struct reader *self, struct config_service *service)
{
	const char *type = config_text(service, "socket_type");
	const char *protocol = config_text(service, "protocol");

	if (protocol == NULL && is(type, "stream"))
		imply(self, service, "protocol", "tcp", "socket_type");
	if (protocol == NULL && is(type, "dgram"))
		imply(self, service, "protocol", "udp", "socket_type");
	if (type == NULL && is(protocol, "tcp"))
		imply(self, service, "socket_type", "stream", "protocol");
	if (type == NULL && is(protocol, "udp"))
		imply(self, service, "socket_type", "dgram", "protocol");
}

static bool has(const struct config_service *service, const char *name)
{
	return config_find(service, name) != NULL;
}

static bool has_type(const struct config_service *service, const char *type)
{
	return config_has(service, "type", type);
}

static bool has_flag(const struct config_service *service, const char *flag)
{
	return config_has(service, "flags", flag);
}

static bool is_tcpmux(const struct config_service *service)
{
	return has_type(service, "TCPMUX") || has_type(service, "TCPMUXPLUS");
}

/* A mistake of a redirection, or NULL. */
static const char *check_redirect(const struct config_service *service)
{
	if (!has(service, "redirect"))
		return config_has(service, "log_on_success", "TRAFFIC")
			       ? "only a service with \"redirect\" can log TRAFFIC"
			       : NULL;
	if (!is(config_text(service, "socket_type"), "stream"))
		return "\"redirect\" needs \"socket_type = stream\"";
	if (is(config_text(service, "wait"), "yes"))
		return "\"redirect\" needs \"wait = no\"";
	return has_flag(service, "NAMEINARGS") ? "\"redirect\" does not go with NAMEINARGS" : NULL;
}

static const char *check_flags(const struct config_service *service)
{
	if (has_flag(service, "NAMEINARGS") && has_type(service, "INTERNAL"))
		return "an INTERNAL service cannot have the flag NAMEINARGS";
	if (has_flag(service, "NAMEINARGS") && !has(service, "server_args"))
		return "the flag NAMEINARGS needs \"server_args\"";
	if (!has_flag(service, "LABELED"))
		return NULL;
	return has_type(service, "INTERNAL") || has(service, "redirect") ||
			       !is(config_text(service, "socket_type"), "stream") ||
			       is(config_text(service, "wait"), "yes")
		       ? "the flag LABELED needs a server, \"socket_type = stream\" and \"wait = "
			 "no\""
		       : NULL;
}

/* xinetd puts the arguments into their places when it reads them. */
static void warn_of_order(struct reader *self, const struct config_service *service)
{
	const struct config_attribute *flags = config_find(service, "flags");
	const struct config_attribute *arguments = config_find(service, "server_args");

	if (has_flag(service, "NAMEINARGS") && arguments != NULL && arguments < flags)
		reader_say(self, flags->place, CONFIG_WARNING,
			"NAMEINARGS must stand before \"server_args\"; here xinetd crashes at the "
			"first connection");
}

static const char *check_type(const struct config_service *service)
{
	if (is_tcpmux(service) && !has_type(service, "UNLISTED"))
		return "a service of type TCPMUX must also be of type UNLISTED";
	if (is_tcpmux(service) && !is(config_text(service, "protocol"), "tcp"))
		return "a service of type TCPMUX needs \"protocol = tcp\"";
	return NULL;
}

/* The first attribute that is needed and missing, or NULL. */
static const char *find_missing(const struct config_service *service)
{
	bool is_internal = has_type(service, "INTERNAL");
	bool is_rpc = has_type(service, "RPC");
	bool is_unlisted = has_type(service, "UNLISTED");

	if (!has(service, "socket_type"))
		return "socket_type";
	if (!has(service, "wait"))
		return "wait";
	if (!is_internal && !has(service, "server") && !has(service, "redirect"))
		return "server";
	if (!is_internal && !has(service, "user") && !has_flag(service, "SENSOR"))
		return "user";
	if (!has(service, "protocol"))
		return "protocol";
	if (is_unlisted && !is_rpc && !is_tcpmux(service) && !has(service, "port"))
		return "port";
	if (is_rpc && !has(service, "rpc_version"))
		return "rpc_version";
	return is_rpc && is_unlisted && !has(service, "rpc_number") ? "rpc_number" : NULL;
}

static void check(struct reader *self, struct config_service *service)
{
	const char *missing = find_missing(service);
	const char *cause = check_flags(service);

	if (cause == NULL)
		cause = check_type(service);
	if (cause == NULL)
		cause = check_redirect(service);
	if (missing != NULL)
		reader_say(self, service->place, CONFIG_ERROR,
			"the attribute '%s' is missing; xinetd does not start the service",
			missing);
	else if (cause != NULL)
		reader_say(self, service->place, CONFIG_ERROR,
			"%s; xinetd does not start the service", cause);
	warn_of_order(self, service);
	if (missing != NULL || cause != NULL)
		reader_disable(service, CONFIG_MISTAKE, service->place);
}

/* What a service listens on. Two services with equal keys exclude each other. */
struct listener {
	char *key;
	size_t index; /* of the service */
};

static char *make_key(const struct config_service *service)
{
	const char *port = config_text(service, "port");
	const char *bind = config_text(service, "bind");
	const char *family = has_flag(service, "IPv4") ? "4" : has_flag(service, "IPv6") ? "6" : "";
	char *key;

	return asprintf(&key, "%s %s %s %s", port == NULL ? service->name : port,
		       config_text(service, "protocol"), bind == NULL ? "" : bind, family) < 0
		       ? NULL
		       : key;
}

static int compare(const void *a, const void *b)
{
	const struct listener *first = a;
	const struct listener *second = b;
	int order = strcmp(first->key, second->key);

	return order != 0 ? order : (first->index > second->index) - (first->index < second->index);
}

static bool listens(const struct config_service *service)
{
	return service->dialect == CONFIG_XINETD && service->disabled == CONFIG_ENABLED &&
	       !is_tcpmux(service) && !has_type(service, "RPC");
}

/* Refuses the second of two services that listen on the same port. */
static void compare_neighbours(struct reader *self, const struct listener *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct config_service *service = &self->config->services[list[i].index];
		const struct place *other = &self->config->services[list[i - 1].index].place;

		if (strcmp(list[i - 1].key, list[i].key) != 0)
			continue;
		reader_say(self, service->place, CONFIG_ERROR,
			"the service in %s, line %u, listens on the same port and address; xinetd "
			"does not start this one",
			other->file, other->line);
		reader_disable(service, CONFIG_MISTAKE, service->place);
	}
}

static void check_duplicates(struct reader *self)
{
	const struct config *config = self->config;
	struct listener *list = calloc(config->service_count + 1, sizeof *list);
	size_t count = 0;

	if (list == NULL) {
		reader_check(self, false);
		return;
	}
	for (size_t i = 0; i < config->service_count && self->error == 0; i++) {
		if (!listens(&config->services[i]))
			continue;
		list[count] = (struct listener){.key = make_key(&config->services[i]), .index = i};
		if (reader_check(self, list[count].key != NULL))
			count++;
	}
	if (self->error == 0) {
		qsort(list, count, sizeof *list, compare);
		compare_neighbours(self, list, count);
	}
	while (count > 0)
		free(list[--count].key);
	free(list);
}

void checks_finish(struct reader *self)
{
	for (size_t i = 0; i < self->config->service_count && self->error == 0; i++) {
		struct config_service *service = &self->config->services[i];

		if (service->dialect != CONFIG_XINETD)
			continue;
		complete(self, service);
		if (service->disabled == CONFIG_ENABLED)
			check(self, service);
	}
	if (self->error == 0)
		check_duplicates(self);
}
