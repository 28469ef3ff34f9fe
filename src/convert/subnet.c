/* SPDX-License-Identifier: ISC */
/* Networks: see subnet.h. */
#include "convert/subnet.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { IPV4_BITS = 32, IPV6_BITS = 128, NAME_SIZE = 253 + 1 };

static unsigned get_bits(int family)
{
	return family == AF_INET ? IPV4_BITS : IPV6_BITS;
}

/* Clears the bits behind the prefix. */
static void clear_host(struct subnet *self)
{
	for (unsigned i = 0; i < sizeof self->bytes; i++) {
		unsigned kept = self->length > 8 * i ? self->length - 8 * i : 0;

		if (kept < 8)
			self->bytes[i] &= (unsigned char)(0xff00 >> kept);
	}
}

static bool parse_address(struct subnet *self, const char *text)
{
	struct in_addr ipv4;

	if (self->family == AF_INET6)
		return inet_pton(AF_INET6, text, self->bytes) == 1;
	/* Like xinetd, this also takes "10.1" for 10.0.0.1. */
	if (inet_aton(text, &ipv4) == 0)
		return false;
	memcpy(self->bytes, &ipv4, sizeof ipv4);
	return true;
}

bool subnet_parse(const char *text, struct subnet *ret_subnet)
{
	char address[SUBNET_TEXT_SIZE];
	size_t size = strcspn(text, "/");
	int64_t length;

	*ret_subnet = (struct subnet){.family = strchr(text, ':') == NULL ? AF_INET : AF_INET6};
	if (size >= sizeof address)
		return false;
	memcpy(address, text, size);
	address[size] = '\0';
	if (!parse_address(ret_subnet, address))
		return false;
	length = get_bits(ret_subnet->family);
	if (text[size] == '/' && !number_parse(text + size + 1, 0, length, &length))
		return false;
	ret_subnet->length = (unsigned)length;
	clear_host(ret_subnet);
	return true;
}

void subnet_format(const struct subnet *self, char ret_text[SUBNET_TEXT_SIZE])
{
	size_t size;

	inet_ntop(self->family, self->bytes, ret_text, SUBNET_TEXT_SIZE);
	size = strlen(ret_text);
	if (self->length < get_bits(self->family))
		snprintf(ret_text + size, SUBNET_TEXT_SIZE - size, "/%u", self->length);
}

static void add(struct list *list, const struct subnet *network)
{
	char text[SUBNET_TEXT_SIZE];

	subnet_format(network, text);
	list_add(list, "%s", text);
}

/* In xinetd the zeros at the end of an IPv4 address stand for any number. */
static void widen(struct subnet *network)
{
	while (network->length > 0 && network->bytes[network->length / 8 - 1] == 0)
		network->length -= 8;
}

/* Whether admit(8) takes it for a name of a host or a domain: of letters, digits, '-' and '_', and
 * not like 10.1.2.300, because no top-level domain is a number. */
static bool is_name(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._";
	const char *name = text + (*text == '.');
	const char *dot = strrchr(text, '.');
	const char *last = dot == NULL ? text : dot + 1;
	size_t size = strlen(name);

	return size > 0 && size < NAME_SIZE && strspn(name, allowed) == size && name[0] != '.' &&
	       name[0] != '-' && strstr(name, "..") == NULL && strcmp(name, "unknown") != 0 &&
	       last[strspn(last, "0123456789")] != '\0';
}

bool subnet_expand(const char *value, struct list *ret_list)
{
	struct subnet network;
	const struct netent *known;
	uint32_t number;

	if (subnet_parse(value, &network)) {
		if (network.family == AF_INET && strchr(value, '/') == NULL)
			widen(&network);
		add(ret_list, &network);
		return true;
	}
	if (!is_name(value))
		return false;
	known = getnetbyname(value);
	if (known == NULL || known->n_addrtype != AF_INET) {
		list_add(ret_list, "%s", value);
		return true;
	}
	number = htonl(known->n_net);
	network = (struct subnet){.family = AF_INET, .length = IPV4_BITS};
	memcpy(network.bytes, &number, sizeof number);
	widen(&network);
	add(ret_list, &network);
	return true;
}
