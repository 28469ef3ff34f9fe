/* SPDX-License-Identifier: ISC */
/* The HTTP request: see http_request.h. */
#include "protocol/http_request.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEFAULT_PORT = 80 };

const char *http_request_check_host(const char *host)
{
	for (; *host != '\0'; host++) {
		if ((unsigned char)*host > '~')
			return "HTTP requires a name in ASCII, such as xn--bcher-kva.example";
		/* What would end the host in a URI (RFC 3986, section 3.2), or the line. */
		if (*host <= ' ' || strchr("/?#@[]\\\"<>^`{|}", *host) != NULL)
			return "the host has a character that no HTTP request can contain";
	}
	return NULL;
}

const char *http_request_check_path(const char *path)
{
	if (path[0] != '/')
		return "the path does not begin with /";
	if (strlen(path) > HTTP_REQUEST_PATH_MAX)
		return "the path is longer than 1024 bytes";
	for (; *path != '\0'; path++) {
		if (*path == '#')
			return "the path has a fragment, which is not sent to a server: leave out "
			       "# "
			       "and what follows";
		if (*path <= ' ' || *path > '~')
			return "the path has a character that must be written as % and two digits";
	}
	return NULL;
}

size_t http_request_write(
	const char *host, uint16_t port, const char *path, char ret_request[HTTP_REQUEST_SIZE])
{
	bool is_ipv6 = strchr(host, ':') != NULL;
	char port_text[sizeof ":65535"] = "";

	if (host[0] != '\0' && port != DEFAULT_PORT)
		snprintf(port_text, sizeof port_text, ":%u", port);
	return (size_t)snprintf(ret_request, HTTP_REQUEST_SIZE,
		"HEAD %s HTTP/1.1\r\n"
		"Host: %s%.*s%s%s\r\n"
		"User-Agent: inetkit/" INETKIT_VERSION "\r\n"
		"\r\n",
		path, is_ipv6 ? "[" : "", (int)strcspn(host, "%"), host, is_ipv6 ? "]" : "",
		port_text);
}
