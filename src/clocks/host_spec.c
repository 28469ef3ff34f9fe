/* SPDX-License-Identifier: ISC */
/* A host as the user wrote it: see host_spec.h. */
#include "clocks/host_spec.h"

#include "protocol/http_request.h"

#include <string.h>
#include <strings.h>

/* Fits a host with its zone, brackets and port. */
enum { AUTHORITY_SIZE = TARGET_HOST_SIZE + 64 };

/* A host without a scheme. */
static const char *parse_plain(const char *text, const char *port, struct host_spec *ret_spec)
{
	if (port == NULL)
		port = protocol_kinds[ret_spec->protocol].port;
	return target_parse(text, port, &ret_spec->target);
}

/* What follows the scheme: HOST, HOST:PORT and perhaps a path. */
static const char *parse_authority(const char *text, struct host_spec *ret_spec)
{
	const struct protocol_kind *kind = &protocol_kinds[ret_spec->protocol];
	size_t size = strcspn(text, "/");
	char authority[AUTHORITY_SIZE];

	if (strncmp(text, "unix:", strlen("unix:")) == 0)
		return "a UNIX socket is written without a protocol, as in unix:/path";
	if (text[size] == '/' && !kind->has_path)
		return "a path can follow the host only with http://";
	if (text[size] == '/')
		ret_spec->path = text + size;
	if (size >= sizeof authority)
		return "the host name is longer than 253 characters";
	memcpy(authority, text, size);
	authority[size] = '\0';
	return target_parse(authority, kind->port, &ret_spec->target);
}

/* Returns NULL, or why the host or the path cannot be in an HTTP request. */
static const char *check_http(const struct host_spec *spec)
{
	const char *mistake = http_request_check_host(spec->target.host);

	if (mistake == NULL && spec->path != NULL)
		mistake = http_request_check_path(spec->path);
	return mistake;
}

static const char *parse(const char *text, const char *port, struct host_spec *ret_spec)
{
	const char *end = strstr(text, "://");

	/* The path of a UNIX socket can contain anything. */
	if (end == NULL || strncmp(text, "unix:", strlen("unix:")) == 0)
		return parse_plain(text, port, ret_spec);
	if (strncasecmp(text, "https://", strlen("https://")) == 0)
		return "https is not supported, because it requires TLS; http:// asks without it";
	if (!protocol_find(text, (size_t)(end - text), &ret_spec->protocol))
		return "the protocol before :// is unknown";
	return parse_authority(end + strlen("://"), ret_spec);
}

const char *host_spec_parse(
	const char *text, enum protocol protocol, const char *port, struct host_spec *ret_spec)
{
	const char *mistake;

	*ret_spec = (struct host_spec){.protocol = protocol, .target.given = text};
	mistake = parse(text, port, ret_spec);
	ret_spec->target.given = text;
	if (mistake == NULL && ret_spec->protocol == PROTOCOL_HTTP)
		mistake = check_http(ret_spec);
	return mistake;
}
