/* SPDX-License-Identifier: ISC */
/* Where to connect: see target.h. */
#include "client/target.h"

#include "base/number.h"
#include "base/service.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>

static const char unix_prefix[] = "unix:";

/* Own services come second: services(5) knows all of them except hello. */
static const char *parse_port(const char *text, uint16_t *ret_port)
{
	const struct servent *entry;
	const struct service *service;
	const char *digits = text + (*text == '-');
	int64_t number;

	if (*digits != '\0' && digits[strspn(digits, "0123456789")] == '\0') {
		if (!number_parse(text, 1, UINT16_MAX, &number))
			return "the port is not from 1 to 65535";
		*ret_port = (uint16_t)number;
		return NULL;
	}
	entry = getservbyname(text, NULL);
	if (entry != NULL) {
		*ret_port = ntohs((uint16_t)entry->s_port);
		return NULL;
	}
	service = service_find(text);
	if (service != NULL) {
		*ret_port = (uint16_t)service->port;
		return NULL;
	}
	return "the port is neither a number nor a service name";
}

const char *target_check_port(const char *text)
{
	uint16_t port;

	return parse_port(text, &port);
}

/* A UNIX socket is a path, or an abstract name after '@', which needs no room for a final NUL. */
static const char *parse_path(const char *path)
{
	bool is_abstract = path[0] == '@';

	if (path[0] == '\0')
		return "the path after unix: is empty";
	if (is_abstract && path[1] == '\0')
		return "the name after unix:@ is empty";
	if (strlen(path) - is_abstract >= TARGET_PATH_SIZE)
		return is_abstract ? "the name is longer than 107 bytes, the limit of a UNIX socket"
				   : "the path is longer than 107 bytes, the limit of a UNIX "
				     "socket";
	return NULL;
}

/* Only IPv6 addresses contain colons. A zone cannot: the kernel would ignore it and what follows.
 */
static const char *check_colons(const char *host)
{
	char address[TARGET_HOST_SIZE];
	size_t length = strcspn(host, "%");
	struct in6_addr parsed;

	if (strchr(host, ':') == NULL)
		return NULL;
	memcpy(address, host, length);
	address[length] = '\0';
	if (inet_pton(AF_INET6, address, &parsed) != 1)
		return "not an IPv6 address; a port after an address requires brackets, as in "
		       "[2001:db8::1]:37";
	if (strchr(host + length, ':') != NULL)
		return "a port after an address requires brackets, as in [fe80::1%eth0]:37";
	return NULL;
}

const char *target_parse(const char *text, const char *default_port, struct target *ret_target)
{
	const char *host = text;
	const char *end = text + strlen(text);
	const char *port = default_port;
	const char *colon = strchr(text, ':');
	const char *mistake;
	bool has_port;

	*ret_target = (struct target){.given = text};
	/* The default port must be valid even if the text has a port. */
	has_port = default_port == NULL || default_port[0] != '\0';
	mistake = default_port == NULL || !has_port ? NULL
						    : parse_port(default_port, &ret_target->port);
	if (mistake != NULL)
		return mistake;
	if (strncmp(text, unix_prefix, strlen(unix_prefix)) == 0) {
		ret_target->path = text + strlen(unix_prefix);
		return parse_path(ret_target->path);
	}
	if (text[0] == '[') {
		host = text + 1;
		end = strchr(host, ']');
		if (end == NULL)
			return "the ']' after the address is missing";
		if (end[1] == ':')
			port = end + 2;
		else if (end[1] != '\0')
			return "only a colon and a port can follow ']'";
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		/* One colon precedes a port. Two or more belong to an IPv6 address. */
		end = colon;
		port = colon + 1;
	}
	if (end == host)
		return "the host is empty";
	if (port == NULL)
		return "the port is missing";
	if (end - host >= TARGET_HOST_SIZE)
		return "the host name is longer than 253 characters";
	memcpy(ret_target->host, host, (size_t)(end - host));
	mistake = check_colons(ret_target->host);
	if (mistake != NULL)
		return mistake;
	if (!has_port)
		return port == default_port ? NULL : "this protocol has no ports";
	return parse_port(port, &ret_target->port);
}

bool target_is_numeric(const struct target *self)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST};
	struct addrinfo *list = NULL;
	int result;

	if (self->path != NULL)
		return true;
	result = getaddrinfo(self->host, NULL, &hints, &list);
	if (list != NULL)
		freeaddrinfo(list);
	return result != EAI_NONAME;
}

const char *request_advice(const struct request *self)
{
	return self->is_derived ? "" : "; -w allows more time";
}
