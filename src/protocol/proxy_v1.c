/* SPDX-License-Identifier: ISC */
/*
 * Version 1 of the PROXY protocol, section 2.1: a line of text.
 *
 *	PROXY TCP4 192.0.2.7 198.51.100.1 40312 37\r\n
 */
#include "protocol/proxy_header_parts.h"

#include <arpa/inet.h>
#include <string.h>

/* Bytes of the longest line, with its CRLF. */
enum { LINE_SIZE = 107 };

static bool begins_with(const char *data, size_t size, const char *beginning)
{
	return size >= strlen(beginning) && memcmp(data, beginning, strlen(beginning)) == 0;
}

/* The sender may add anything to UNKNOWN, which the receiver must ignore. */
static bool is_unknown(const char *data, size_t size)
{
	return begins_with(data, size, PROXY_V1_BEGINNING "UNKNOWN ") ||
	       begins_with(data, size, PROXY_V1_BEGINNING "UNKNOWN\r");
}

/* inet_pton(3) refuses leading zeros of IPv4, which could be octal numbers. */
static bool set_address(union socket_address *self, int family, const char *text)
{
	if (family == AF_INET) {
		self->in = (struct sockaddr_in){.sin_family = AF_INET};
		return inet_pton(AF_INET, text, &self->in.sin_addr) == 1;
	}
	self->in6 = (struct sockaddr_in6){.sin6_family = AF_INET6};
	return inet_pton(AF_INET6, text, &self->in6.sin6_addr) == 1;
}

/* 0 to 65535, without a sign and leading zeros. */
static bool set_port(union socket_address *self, const char *text)
{
	size_t size = strlen(text);
	unsigned port = 0;

	if (size == 0 || size > sizeof "65535" - 1 || (size > 1 && *text == '0'))
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		port = port * 10 + (unsigned)(*text - '0');
	}
	if (port > UINT16_MAX)
		return false;
	if (self->any.sa_family == AF_INET)
		self->in.sin_port = htons((uint16_t)port);
	else
		self->in6.sin6_port = htons((uint16_t)port);
	return true;
}

/* Splits at each space. False if the number of fields is not count. */
static bool split(char *text, char *ret_fields[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		ret_fields[i] = strsep(&text, " ");
	return ret_fields[count - 1] != NULL && text == NULL;
}

/* Parses what follows PROXY_V1_BEGINNING, without the CRLF. */
static const char *parse_fields(char *text, struct proxy_header *ret_header)
{
	enum { PROTOCOL, SOURCE, DESTINATION, SOURCE_PORT, DESTINATION_PORT, FIELDS };
	char *fields[FIELDS];
	bool has_all = split(text, fields, FIELDS);
	int family;

	if (strcmp(fields[PROTOCOL], "TCP4") == 0)
		family = AF_INET;
	else if (strcmp(fields[PROTOCOL], "TCP6") == 0)
		family = AF_INET6;
	else
		return "neither TCP4, TCP6 nor UNKNOWN follows PROXY";
	if (!has_all)
		return "not exactly two addresses and two ports, each after one space";
	if (!set_address(&ret_header->source, family, fields[SOURCE]))
		return "the source address is not valid";
	if (!set_address(&ret_header->destination, family, fields[DESTINATION]))
		return "the destination address is not valid";
	if (!set_port(&ret_header->source, fields[SOURCE_PORT]))
		return "the source port is not valid";
	if (!set_port(&ret_header->destination, fields[DESTINATION_PORT]))
		return "the destination port is not valid";
	return NULL;
}

/* Finds the CRLF: a line is parsed only when it is complete, because an address could continue. */
static const char *find_end(const char *data, size_t size, const char **ret_end)
{
	size_t room = size < LINE_SIZE ? size : LINE_SIZE;
	const char *newline = memchr(data, '\n', room);

	/* Do not wait for a CRLF: this is a common mistake of scripts. */
	if (newline != NULL && newline[-1] != '\r' && !is_unknown(data, room))
		return "the line ends with LF instead of CRLF";
	*ret_end = memmem(data, room, "\r\n", 2);
	if (*ret_end != NULL)
		return NULL;
	return room == LINE_SIZE ? "no CRLF in the first 107 bytes" : PROXY_HEADER_INCOMPLETE;
}

const char *proxy_v1_parse(const char *data, size_t size, struct proxy_header *ret_header)
{
	char text[LINE_SIZE];
	const char *begin = data + sizeof PROXY_V1_BEGINNING - 1;
	const char *end;
	const char *cause = find_end(data, size, &end);

	if (cause != NULL)
		return cause;
	*ret_header = (struct proxy_header){.size = (size_t)(end - data) + 2};
	if (is_unknown(data, size))
		return NULL;
	memcpy(text, begin, (size_t)(end - begin));
	text[end - begin] = '\0';
	if (strlen(text) != (size_t)(end - begin))
		return "the line contains a NUL";
	ret_header->has_endpoints = true;
	return parse_fields(text, ret_header);
}
