/* SPDX-License-Identifier: ISC */
/* The HTTP/1.1 request whose response tells the time: HEAD, RFC 9112, section 3. */
#ifndef INETKIT_PROTOCOL_HTTP_REQUEST_H
#define INETKIT_PROTOCOL_HTTP_REQUEST_H

#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_REQUEST_PATH_MAX = 1024, /* bytes of a path */
	HTTP_REQUEST_SIZE = 2048,     /* fits every request for a valid host and path */
};

/* Checks a name or an address, without brackets, of at most 255 bytes. Returns NULL, or the reason
 * why it cannot stand in a request. */
const char *http_request_check_host(const char *host);

/* Checks a path, perhaps with a query. Returns NULL, or the reason why it is invalid. */
const char *http_request_check_path(const char *path);

/*
 * Writes the request for a valid path, without a NUL, and returns its size. The host is valid, or
 * empty if it has none (unix:PATH); the zone of an address is left out, because it means something
 * only to this machine (RFC 6874, section 4). The connection can take further requests.
 */
size_t http_request_write(
	const char *host, uint16_t port, const char *path, char ret_request[HTTP_REQUEST_SIZE]);

#endif
