/* SPDX-License-Identifier: ISC */
/* Which addresses may come in: see access.h. */
#include "filter/access.h"

#include "filter/peer.h"

#include <string.h>
#include <strings.h>

/* A mistyped address, such as 10.1.2.300, is no name: no top-level domain is a number. */
static bool is_name(const char *text)
{
	const char *last = strrchr(text, '.');

	last = last == NULL ? text : last + 1;
	return peer_name_is_valid(text + (*text == '.')) &&
	       last[strspn(last, "0123456789")] != '\0';
}

const char *access_add(struct access *self, bool refuses, const char *text)
{
	struct access_rule *rule = &self->rules[self->count];
	const char *cause;

	if (self->count == ADMIT_RULES_MAX)
		return "more than 256 addresses";
	cause = network_parse(text, &rule->network);
	rule->is_name = cause == NETWORK_NO_ADDRESS && is_name(text);
	if (cause == NETWORK_NO_ADDRESS && !rule->is_name)
		return "not an address, a network such as 192.0.2.0/24 or 2001:db8::/32, a host "
		       "name, or a domain such as .example.org";
	if (cause != NULL && !rule->is_name)
		return cause;
	rule->text = text;
	rule->refuses = refuses;
	rule->match = ACCESS_UNKNOWN;
	self->count++;
	return NULL;
}

bool access_has_names(const struct access *self)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->rules[i].is_name)
			return true;
	return false;
}

void access_match(struct access *self, const union socket_address *peer)
{
	for (struct access_rule *rule = self->rules; rule < self->rules + self->count; rule++)
		if (!rule->is_name)
			rule->match =
				network_contains(&rule->network, peer) ? ACCESS_YES : ACCESS_NO;
}

/* The most specific matches of the rules that admit, or of those that refuse; NULL for none. */
struct best {
	const struct access_rule *host;
	const struct access_rule *network;
	const struct access_rule *domain;
};

/* Comparable among networks, and among domains. */
static size_t strength(const struct access_rule *rule)
{
	if (rule == NULL)
		return 0;
	return rule->is_name ? strlen(rule->text) : rule->network.bits + 1;
}

static void add_match(struct best *best, const struct access_rule *rule)
{
	bool is_domain = rule->is_name && *rule->text == '.';
	const struct access_rule **place = &best->host;

	if (is_domain)
		place = &best->domain;
	else if (!rule->is_name && !network_is_host(&rule->network))
		place = &best->network;
	if (strength(rule) > strength(*place))
		*place = rule;
}

/* Returns the rule that decides, or NULL if no rule matches. */
static const struct access_rule *choose(const struct best *admit, const struct best *refuse)
{
	if (refuse->host != NULL)
		return refuse->host;
	if (admit->host != NULL)
		return admit->host;
	if (refuse->network != NULL && strength(refuse->network) >= strength(admit->network))
		return refuse->network;
	if (refuse->domain != NULL && strength(refuse->domain) >= strength(admit->domain))
		return refuse->domain;
	return admit->network != NULL ? admit->network : admit->domain;
}

bool access_admits(
	const struct access *self, bool is_hopeful, const struct access_rule **ret_decisive)
{
	struct best admit = {NULL};
	struct best refuse = {NULL};
	bool is_open = true;

	for (const struct access_rule *rule = self->rules; rule < self->rules + self->count;
		rule++) {
		if (!rule->refuses)
			is_open = false;
		if (rule->match == ACCESS_UNKNOWN ? is_hopeful != rule->refuses
						  : rule->match == ACCESS_YES)
			add_match(rule->refuses ? &refuse : &admit, rule);
	}
	*ret_decisive = choose(&admit, &refuse);
	return *ret_decisive == NULL ? is_open : !(*ret_decisive)->refuses;
}

bool access_is_in_domain(const char *name, const char *domain)
{
	size_t size = strlen(name);
	size_t tail = strlen(domain);

	return size > tail && strcasecmp(name + size - tail, domain) == 0;
}
