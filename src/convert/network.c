/* SPDX-License-Identifier: ISC */
/* Networks: see network.h. */
#include "convert/network.h"

#include "base/number.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { IPV4_BITS = 32, IPV6_BITS = 128, PARTS = 4 };

static unsigned get_bits(int family)
{
	return family == AF_INET ? IPV4_BITS : IPV6_BITS;
}

/* Clears the bits behind the prefix. */
static void clear_host(struct network *self)
{
	for (unsigned i = 0; i < sizeof self->bytes; i++) {
		unsigned kept = self->length > 8 * i ? self->length - 8 * i : 0;

		if (kept < 8)
			self->bytes[i] &= (unsigned char)(0xff00 >> kept);
	}
}

static bool parse_address(struct network *self, const char *text)
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

bool network_parse(const char *text, struct network *ret_network)
{
	char address[NETWORK_TEXT_SIZE];
	size_t size = strcspn(text, "/");
	int64_t length;

	*ret_network = (struct network){.family = strchr(text, ':') == NULL ? AF_INET : AF_INET6};
	if (size >= sizeof address)
		return false;
	memcpy(address, text, size);
	address[size] = '\0';
	if (!parse_address(ret_network, address))
		return false;
	length = get_bits(ret_network->family);
	if (text[size] == '/' && !number_parse(text + size + 1, 0, length, &length))
		return false;
	ret_network->length = (unsigned)length;
	clear_host(ret_network);
	return true;
}

void network_format(const struct network *self, char ret_text[NETWORK_TEXT_SIZE])
{
	size_t size;

	inet_ntop(self->family, self->bytes, ret_text, NETWORK_TEXT_SIZE);
	size = strlen(ret_text);
	if (self->length < get_bits(self->family))
		snprintf(ret_text + size, NETWORK_TEXT_SIZE - size, "/%u", self->length);
}

static void add(struct list *list, const struct network *network)
{
	char text[NETWORK_TEXT_SIZE];

	network_format(network, text);
	list_add(list, "%s", text);
}

/* In xinetd the zeros at the end of an IPv4 address stand for any number. */
static void widen(struct network *network)
{
	while (network->length > 0 && network->bytes[network->length / 8 - 1] == 0)
		network->length -= 8;
}

/* Adds the networks of "10.1.{2,3}". */
static bool expand_braces(const char *value, struct list *ret_list)
{
	struct network network = {.family = AF_INET};
	const char *next = value;
	unsigned count = 0;
	unsigned number;
	int used;

	while (count < PARTS - 1 && sscanf(next, "%3u.%n", &number, &used) == 1 && number <= 255) {
		network.bytes[count++] = (unsigned char)number;
		next += used;
	}
	network.length = 8 * (count + 1);
	do {
		used = 0;
		if (sscanf(next + 1, "%3u%n", &number, &used) != 1 || number > 255)
			return false;
		network.bytes[count] = (unsigned char)number;
		add(ret_list, &network);
		next += 1 + used;
	} while (*next == ',');
	return strcmp(next, "}") == 0;
}

bool network_expand(const char *value, struct list *ret_list)
{
	struct network network;
	const struct netent *known;

	if (strchr(value, '{') != NULL)
		return expand_braces(value, ret_list);
	if (network_parse(value, &network)) {
		if (network.family == AF_INET && strchr(value, '/') == NULL)
			widen(&network);
		add(ret_list, &network);
		return true;
	}
	if (strpbrk(value, ":/") != NULL)
		return false;
	known = getnetbyname(value);
	if (known == NULL || known->n_addrtype != AF_INET) {
		list_add(ret_list, "%s", value);
		return true;
	}
	network = (struct network){.family = AF_INET, .length = IPV4_BITS};
	memcpy(network.bytes, &(uint32_t){htonl(known->n_net)}, sizeof(uint32_t));
	widen(&network);
	add(ret_list, &network);
	return true;
}
