/* SPDX-License-Identifier: ISC */
/*
 * Which addresses may come in. Of the rules that match, the most specific decides, and a tie
 * refuses:
 * - a host, which is an address or a host name, comes before networks and domains;
 * - the longer prefix of two networks, and the longer name of two domains, comes first;
 * - a network and a domain tie.
 */
#ifndef INETKIT_FILTER_ACCESS_H
#define INETKIT_FILTER_ACCESS_H

#include "base/admit_limits.h"
#include "filter/network.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether a rule matches the peer. */
enum access_match {
	ACCESS_UNKNOWN, /* the name has not been looked up, or the lookup failed */
	ACCESS_YES,
	ACCESS_NO,
};

struct access_rule {
	const char *text;
	bool refuses; /* those who match, instead of admitting them */
	bool is_name; /* "host.example.org", or ".example.org" for the hosts of a domain */
	enum access_match match;
	struct network network; /* if it is no name */
};

struct access {
	size_t count;
	struct access_rule rules[ADMIT_RULES_MAX];
};

/* Adds a rule. The text must stay valid. Returns NULL, or why it is no rule. */
const char *access_add(struct access *self, bool refuses, const char *text);

/* True if a rule is a name. */
bool access_has_names(const struct access *self);

/* Sets match of all rules that are no names; an address of AF_UNSPEC is in no network. */
void access_match(struct access *self, const union socket_address *peer);

/*
 * True if the peer may come in. Without a rule that admits, all peers may come in that no rule
 * refuses. For the rules whose match is unknown, the answer is the best for the peer if is_hopeful,
 * and otherwise the worst. If both answers are the same, the unknown does not matter.
 *
 * ret_decisive is the rule that decides, or NULL if none matches.
 */
bool access_admits(
	const struct access *self, bool is_hopeful, const struct access_rule **ret_decisive);

/* True if a valid name is in a domain, which begins with a dot. */
bool access_is_in_domain(const char *name, const char *domain);

#endif
