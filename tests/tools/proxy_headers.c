/* SPDX-License-Identifier: ISC */
/*
 * Parses headers of the PROXY protocol. Reads lines with the first bytes of connections, in which
 * \xHH, \r, \n and \\ stand for bytes. Prints for each after how many of these bytes the result is
 * known, and the result: the size of the header and the endpoints, or the cause.
 *
 * usage: proxy_headers VERSIONS, which is 1, 2, or 3 for both
 */
#include "protocol/proxy_header.h"

#include <arpa/inet.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Replaces the escapes. Returns how many bytes there are now. */
static size_t unescape(char *line)
{
	char *to = line;

	for (char *from = line; *from != '\0'; to++) {
		if (*from != '\\') {
			*to = *from++;
			continue;
		}
		*to = from[1];
		if (from[1] == 'r')
			*to = '\r';
		if (from[1] == 'n')
			*to = '\n';
		if (from[1] == 'x') {
			char digits[3] = {from[2], from[3]};

			*to = (char)strtoul(digits, NULL, 16);
		}
		from += from[1] == 'x' ? 4 : 2;
	}
	return (size_t)(to - line);
}

/* Parses a copy of exactly this size, so that the sanitizers notice reads beyond its end. */
static const char *parse(
	const char *data, size_t size, unsigned versions, struct proxy_header *ret_header)
{
	char *copy = malloc(size + (size == 0));
	const char *cause;

	if (copy == NULL)
		err(1, NULL);
	memcpy(copy, data, size);
	cause = proxy_header_parse(copy, size, versions, ret_header);
	free(copy);
	return cause;
}

static void print_endpoint(const union socket_address *address)
{
	char text[INET6_ADDRSTRLEN];

	if (address->any.sa_family == AF_INET)
		inet_ntop(AF_INET, &address->in.sin_addr, text, sizeof text);
	else
		inet_ntop(AF_INET6, &address->in6.sin6_addr, text, sizeof text);
	printf(" %s %u", text,
		ntohs(address->any.sa_family == AF_INET ? address->in.sin_port
							: address->in6.sin6_port));
}

static void print_result(const char *data, size_t size, unsigned versions)
{
	struct proxy_header header;
	size_t needed = 0;
	const char *cause;

	do
		cause = parse(data, needed, versions, &header);
	while (cause == PROXY_HEADER_INCOMPLETE && needed++ < size);
	if (cause == PROXY_HEADER_INCOMPLETE) {
		puts("incomplete");
		return;
	}
	/* More bytes change nothing. */
	if (parse(data, size, versions, &header) != cause)
		errx(1, "%zu and %zu bytes have different results", needed, size);
	printf("%zu: ", needed);
	if (cause != NULL) {
		puts(cause);
		return;
	}
	printf("size %zu", header.size);
	if (header.has_endpoints) {
		print_endpoint(&header.source);
		print_endpoint(&header.destination);
	}
	puts("");
}

int main(int argc, char *argv[])
{
	char *line = NULL;
	size_t room = 0;
	ssize_t size;

	if (argc != 2)
		errx(2, "usage: proxy_headers VERSIONS");
	while ((size = getline(&line, &room, stdin)) > 0) {
		line[size - 1] = '\0';
		print_result(line, unescape(line), (unsigned)atoi(argv[1]));
	}
	free(line);
	return 0;
}
