/* SPDX-License-Identifier: ISC */
/* Finds the addresses of a name: see name.h. */
#include "client/name.h"

#include "base/utf8.h"
#include "client/utf8_locale.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char hosts_path[] = "/etc/hosts";

/* True for localhost and everything below it, with or without the dot of the root. */
static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t length = strlen(host);
	const char *end;

	if (length > 0 && host[length - 1] == '.')
		length--;
	if (length < strlen(name))
		return false;
	end = host + length - strlen(name);
	return strncasecmp(end, name, strlen(name)) == 0 && (end == host || end[-1] == '.');
}

/* Whether the first word of a line is an address of the family, and another word is the host. */
static bool line_has(char *line, const char *host, int family)
{
	static const char blank[] = " \t\n";
	struct in6_addr address;
	char *rest;
	const char *word;

	line[strcspn(line, "#")] = '\0';
	word = strtok_r(line, blank, &rest);
	if (word == NULL || (family != AF_UNSPEC && inet_pton(family, word, &address) != 1))
		return false;
	while ((word = strtok_r(NULL, blank, &rest)) != NULL)
		if (strcasecmp(word, host) == 0)
			return true;
	return false;
}

/* Asking the resolver whether it knows the name could reach a name server. */
static bool is_in_hosts_file(const char *host, int family)
{
	FILE *file = fopen(hosts_path, "re");
	char *line = NULL;
	size_t size = 0;
	bool is_found = false;

	if (file == NULL)
		return false;
	while (!is_found && getline(&line, &size, file) >= 0)
		is_found = line_has(line, host, family);
	free(line);
	fclose(file);
	return is_found;
}

/* The addresses of the empty host are the loopback addresses. */
static int look_up_loopback(
	const char *port, const struct addrinfo *hints, struct addrinfo **ret_list)
{
	return getaddrinfo(NULL, port, hints, ret_list);
}

static int look_up_encoded(const char *host, const char *port, const struct addrinfo *hints,
	struct addrinfo **ret_list)
{
	struct addrinfo encoded = *hints;
	locale_t previous = utf8_locale_begin();
	int result;

	encoded.ai_flags |= AI_IDN;
	result = getaddrinfo(host, port, &encoded, ret_list);
	utf8_locale_end(previous);
	return result;
}

int name_look_up(const char *host, const char *port, const struct addrinfo *hints,
	struct addrinfo **ret_list)
{
	if (is_localhost(host) && !is_in_hosts_file(host, hints->ai_family))
		return look_up_loopback(port, hints, ret_list);
	if (!utf8_is_ascii(host))
		return look_up_encoded(host, port, hints, ret_list);
	return getaddrinfo(host, port, hints, ret_list);
}
