/* SPDX-License-Identifier: ISC */
/*
 * Networks without the parts that are denied: see subnet.h. systemd lets IPAddressAllow= win over
 * IPAddressDeny=, so that a network of only_from must not contain one of no_access.
 */
#include "convert/subnet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct rule {
	struct subnet network;
	bool admits;
};

struct rules {
	struct rule *rules;
	size_t count;
};

static bool contains(const struct subnet *self, const struct subnet *other)
{
	unsigned whole = self->length / 8;
	unsigned rest = self->length % 8;

	return self->family == other->family && self->length <= other->length &&
	       memcmp(self->bytes, other->bytes, whole) == 0 &&
	       (rest == 0 || (self->bytes[whole] ^ other->bytes[whole]) >> (8 - rest) == 0);
}

/* Whether a rule concerns only a part of the network. */
static bool is_divided(const struct rules *self, const struct subnet *network)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->rules[i].network.length > network->length &&
			contains(network, &self->rules[i].network))
			return true;
	return false;
}

static bool is_admitted(const struct rules *self, const struct subnet *network)
{
	bool is_admitted = false;

	for (size_t i = 0; i < self->count; i++) {
		if (!contains(&self->rules[i].network, network))
			continue;
		if (!self->rules[i].admits)
			return false;
		is_admitted = true;
	}
	return is_admitted;
}

/* Adds the admitted parts of a network. The recursion is at most as deep as an address has bits. */
static void divide(const struct rules *self, const struct subnet *network, struct list *list)
{
	struct subnet half = *network;
	char text[SUBNET_TEXT_SIZE];

	if (list->count > SUBNET_PARTS_MAX)
		return;
	if (!is_divided(self, network)) {
		if (!is_admitted(self, network))
			return;
		subnet_format(network, text);
		list_add(list, "%s", text);
		return;
	}
	half.length++;
	divide(self, &half, list);
	half.bytes[network->length / 8] |= (unsigned char)(0x80 >> network->length % 8);
	divide(self, &half, list);
}

static bool add_rules(struct rules *self, const struct list *list, bool admits)
{
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		struct rule *rule = &self->rules[self->count++];

		rule->admits = admits;
		if (!subnet_parse(list->items[i], &rule->network))
			return false;
	}
	return true;
}

bool subnet_subtract(
	const struct list *admitted, const struct list *denied, struct list *ret_networks)
{
	struct rules rules = {calloc(admitted->count + denied->count + 1, sizeof(struct rule)), 0};
	bool has_networks = true;

	if (rules.rules == NULL) {
		ret_networks->is_incomplete = true;
		return true;
	}
	has_networks = add_rules(&rules, admitted, true) && add_rules(&rules, denied, false);
	if (has_networks) {
		divide(&rules, &(struct subnet){.family = AF_INET}, ret_networks);
		divide(&rules, &(struct subnet){.family = AF_INET6}, ret_networks);
	}
	free(rules.rules);
	return has_networks;
}
