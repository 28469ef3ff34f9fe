/* SPDX-License-Identifier: ISC */
/* A service as "xinetd -d" prints it: see dump.h. */
#include "configs/dump.h"

#include <arpa/inet.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_values(const struct config_attribute *attribute)
{
	for (size_t i = 0; i < attribute->count; i++)
		printf(" %s", attribute->values[i].text);
	puts("");
}

/* "NAME = VALUE" of an attribute that the service itself has. */
static void put(const struct config_service *service, const char *name, const char *label)
{
	const struct config_attribute *attribute = config_find(service, name);

	if (attribute == NULL || attribute->is_default)
		return;
	printf("\t%s =", label);
	put_values(attribute);
}

/* The values in xinetd's order. Nothing without the attribute, unless always. */
static void put_ordered(const struct config_service *service, const char *name, const char *label,
	const char *const *order, bool always)
{
	if (!always && config_find(service, name) == NULL)
		return;
	printf("\t%s =", label);
	for (; *order != NULL; order++)
		if (config_has(service, name, *order))
			printf(" %s", *order);
	puts("");
}

static void put_flags(const struct config_service *service)
{
	static const char *const order[] = {"REUSE", "INTERCEPT", "NORETRY", "IDONLY", "NAMEINARGS",
		"NODELAY", "KEEPALIVE", "NOLIBWRAP", "SENSOR", NULL};
	const char *bind = config_text(service, "bind");
	bool is_ipv6 = config_has(service, "flags", "IPv6");
	bool is_ipv4 = config_has(service, "flags", "IPv4");

	if (!is_ipv6 && !is_ipv4)
		is_ipv6 = bind == NULL || strchr(bind, ':') != NULL;
	printf("\tflags =");
	for (const char *const *flag = order; *flag != NULL; flag++)
		if (config_has(service, "flags", *flag))
			printf(" %s", *flag);
	puts(is_ipv6 ? " IPv6" : " IPv4");
}

/* Without the attribute, getservbyname(3) finds the port. */
static void put_port(const struct config_service *service)
{
	const char *port = config_text(service, "port");
	struct servent *entry = getservbyname(service->name, config_text(service, "protocol"));

	if (port != NULL || entry != NULL)
		printf("\tport = %d\n", port != NULL ? atoi(port) : ntohs((uint16_t)entry->s_port));
}

static void put_ids(const struct config_service *service)
{
	const char *user = config_text(service, "user");
	const char *group = config_text(service, "group");

	if (user != NULL)
		printf("\tuser = %d\n",
			getpwnam(user) != NULL ? (int)getpwnam(user)->pw_uid : atoi(user));
	if (group != NULL)
		printf("\tgroup = %d\n",
			getgrnam(group) != NULL ? (int)getgrnam(group)->gr_gid : atoi(group));
	printf("\tGroups = %s\n", config_has(service, "groups", "yes") ? "yes" : "no");
}

static void put_limits(const struct config_service *service)
{
	const struct config_attribute *cps = config_find(service, "cps");
	const char *per_source = config_text(service, "per_source");
	const char *umask = config_text(service, "umask");

	if (umask != NULL)
		printf("\tumask = %lo\n", strtoul(umask, NULL, 8));
	put(service, "nice", "Nice");
	if (cps != NULL && !cps->is_default)
		printf("\tCPS = max conn:%s wait:%s\n", cps->values[0].text, cps->values[1].text);
	printf("\tPER_SOURCE = %d\n",
		per_source == NULL || strcmp(per_source, "UNLIMITED") == 0 ? -1 : atoi(per_source));
}

/* The name of an address, as getnameinfo(3) finds it. */
static void put_name(const char *address, const char *label, const char *end)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char name[NI_MAXHOST];

	if (getaddrinfo(address, NULL, &hints, &found) != 0)
		abort();
	if (getnameinfo(found->ai_addr, found->ai_addrlen, name, sizeof name, NULL, 0, 0) != 0)
		strcpy(name, "unknown");
	printf("\t%s = %s%s\n", label, name, end);
	freeaddrinfo(found);
}

static void put_program(const struct config_service *service)
{
	const struct config_attribute *redirect = config_find(service, "redirect");
	struct config_program program;

	if (config_program(service, &program)) {
		const char *path = program.tcpd != NULL ? program.tcpd : program.path;
		const char *slash = strrchr(path, '/');

		printf("\tServer = %s\n\tServer argv =", path);
		printf(" %s", program.tcpd != NULL    ? program.path
			      : program.argv0 != NULL ? program.argv0
			      : slash != NULL         ? slash + 1
						      : path);
		for (size_t i = 0; i < program.count; i++)
			printf(" %s", program.arguments[i].text);
		puts("");
	}
	put(service, "libwrap", "Libwrap");
	if (redirect != NULL) {
		char port[16];

		snprintf(port, sizeof port, ":%s", redirect->values[1].text);
		put_name(redirect->values[0].text, "Redirect", port);
	}
}

/* ADDRESS, ADDRESS/MASK or a name. */
static void put_address(const char *text)
{
	unsigned char address[sizeof(struct in6_addr)];
	char shown[INET6_ADDRSTRLEN];
	char copy[INET6_ADDRSTRLEN] = "";
	const char *slash = strchr(text, '/');
	int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	int size = family == AF_INET6 ? 16 : 4;
	int bits = slash == NULL ? size * 8 : atoi(slash + 1);

	snprintf(copy, sizeof copy, "%.*s", slash == NULL ? (int)strlen(text) : (int)(slash - text),
		text);
	if (inet_pton(family, copy, address) != 1) {
		printf(" %s", text);
		return;
	}
	printf(" %s", inet_ntop(family, address, shown, sizeof shown));
	if (bits == size * 8)
		return;
	for (int i = 0; i < size; i++, bits -= 8)
		address[i] = (unsigned char)(bits >= 8 ? 255 : bits <= 0 ? 0 : 255 << (8 - bits));
	printf("/%s", inet_ntop(family, address, shown, sizeof shown));
}

static void put_addresses(const struct config_service *service, const char *name, const char *label,
	const char *nothing)
{
	const struct config_attribute *attribute = config_find(service, name);

	printf("\t%s: ", label);
	if (attribute == NULL || attribute->count == 0)
		printf("%s", nothing);
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++)
		put_address(attribute->values[i].text);
	puts("");
}

static void put_log(const struct config_service *service)
{
	static const char *const success[] = {
		"HOST", "DURATION", "EXIT", "PID", "USERID", "TRAFFIC", NULL};
	static const char *const failure[] = {"HOST", "ATTEMPT", "USERID", NULL};
	const struct config_attribute *log = config_find(service, "log_type");

	if (log == NULL) {
		puts("\tNo logging");
		return;
	}
	if (strcmp(log->values[0].text, "SYSLOG") == 0)
		printf("\tLogging to syslog. Facility = %s, level = %s\n", log->values[1].text,
			log->count > 2 ? log->values[2].text : "info");
	else if (log->is_default)
		puts("\tLogging to common log file");
	else
		printf("\tLogging to file: %s (no limits)\n", log->values[1].text);
	put_ordered(service, "log_on_success", "Log_on_success flags", success, true);
	put_ordered(service, "log_on_failure", "Log_on_failure flags", failure, true);
}

static void put_environment(const struct config_service *service)
{
	const struct config_attribute *passenv = config_find(service, "passenv");
	const struct config_attribute *env = config_find(service, "env");

	if (passenv != NULL) {
		printf("\tPassenv =");
		put_values(passenv);
	}
	if (env == NULL)
		return;
	puts("\tEnvironment additions:");
	for (size_t i = 0; i < env->count; i++)
		printf("\t\t%s\n", env->values[i].text);
}

static void put_times(const struct config_attribute *times)
{
	if (times == NULL)
		return;
	printf("\tAccess times =");
	for (size_t i = 0; i < times->count; i++) {
		unsigned hour[2];
		unsigned minute[2];

		if (sscanf(times->values[i].text, "%u:%u-%u:%u", &hour[0], &minute[0], &hour[1],
			    &minute[1]) != 4)
			abort();
		printf(" %02u:%02u-%02u:%02u", hour[0], minute[0], hour[1], minute[1]);
	}
	puts("");
}

void dump_service(const struct config_service *service)
{
	static const char *const types[] = {
		"RPC", "INTERNAL", "UNLISTED", "SPECIAL", "TCPMUX", "TCPMUXPLUS", NULL};

	printf("Service configuration: %s\n\tid = %s\n", service->name, service->id);
	put_flags(service);
	put_ordered(service, "type", "type", types, false);
	put(service, "socket_type", "socket_type");
	printf("\tProtocol = %s\n", config_text(service, "protocol"));
	put_port(service);
	put(service, "instances", "Instances");
	put(service, "wait", "wait");
	put_ids(service);
	put_limits(service);
	if (config_find(service, "bind") == NULL)
		puts("\tBind = All addresses.");
	else
		put_name(config_text(service, "bind"), "Bind", "");
	put_program(service);
	put_times(config_find(service, "access_times"));
	put_addresses(service, "only_from", "Only from", "All sites");
	put_addresses(service, "no_access", "No access", "No blocked sites");
	put_log(service);
	put_environment(service);
	puts("");
}
