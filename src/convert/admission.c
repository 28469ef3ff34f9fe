/* SPDX-License-Identifier: ISC */
/*
 * Who may connect, when, and at which load. With a process for each connection admit(8) decides: it
 * answers at once, logs and knows names. IPAddressAllow= of systemd drops packets, so that the
 * client hangs, lets a denied address inside an admitted network in, and does nothing without BPF.
 * Only the other services, which no program can precede, use it.
 */
#include "convert/translation.h"

#include "base/admit_limits.h"
#include "base/load.h"
#include "base/number.h"
#include "convert/subnet.h"
#include "generated/directories.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_MINUTES = 24 * 60 };

/* Expands the values of an attribute. Each address with a mistake is reported. */
static void expand(
	struct translation *self, const struct config_attribute *attribute, struct list *ret_list)
{
	for (size_t i = 0; attribute != NULL && i < attribute->count; i++)
		if (!subnet_expand(attribute->values[i].text, ret_list))
			conversion_find(self->result, VERDICT_REFUSED, attribute->name, attribute,
				"'%s' is not an address, a network or a name",
				attribute->values[i].text);
	self->result->is_incomplete |= ret_list->is_incomplete;
}

static void add_rules(struct list *options, const char *option, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		list_add(options, "%s", option);
		list_add(options, "%s", list->items[i]);
	}
}

/* Without a value only_from admits nobody. */
static void admit_nobody(struct translation *self)
{
	struct list all = {0};

	list_add(&all, "0.0.0.0/0");
	list_add(&all, "::/0");
	add_rules(&self->admit, "-x", &all);
	list_free(&all);
}

static void add_networks(struct translation *self, const char *key, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		unit_add(&self->socket, UNIT_OWN, key, "%s", list->items[i]);
}

/* Whether all are networks. IPAddressAllow= takes no names. */
static bool are_networks(const struct list *list)
{
	struct subnet network;

	for (size_t i = 0; i < list->count; i++)
		if (!subnet_parse(list->items[i], &network))
			return false;
	return true;
}

/* Filters the packets of a service that accepts its connections, or gets its datagrams, itself. */
static void filter_packets(struct translation *self, const struct config_attribute *attribute,
	const struct list *from, const struct list *except)
{
	bool is_limited = config_find(self->service, "only_from") != NULL;
	struct list networks = {0};

	if (!are_networks(from) || !are_networks(except)) {
		conversion_find(self->result, VERDICT_REFUSED, attribute->name, attribute,
			"with wait = yes only systemd can check the peer, and it takes no names; "
			"write their addresses");
		return;
	}
	if (is_limited)
		subnet_subtract(from, except, &networks);
	if (networks.count > SUBNET_PARTS_MAX) {
		conversion_find(self->result, VERDICT_REFUSED, attribute->name, attribute,
			"only_from without no_access is more than %d networks; write them as fewer",
			SUBNET_PARTS_MAX);
		list_free(&networks);
		return;
	}
	if (is_limited) {
		unit_add(&self->socket, UNIT_OWN, "IPAddressDeny", "any");
		add_networks(self, "IPAddressAllow", &networks);
	} else {
		add_networks(self, "IPAddressDeny", except);
	}
	self->result->is_incomplete |= networks.is_incomplete;
	list_free(&networks);
	conversion_find(self->result, VERDICT_STRICTER, attribute->name, attribute,
		"systemd drops every packet of other addresses, while xinetd looks at the first "
		"only; the client gets no answer and the journal no line, and without BPF, as in "
		"some containers, nothing is dropped");
}

/* Also reads no_access, because the two are one rule. */
void map_only_from(struct translation *self, const struct config_attribute *attribute)
{
	const struct config_attribute *no_access = config_find(self->service, "no_access");
	struct list from = {0};
	struct list except = {0};

	if (attribute == NULL && no_access == NULL)
		return;
	if (config_text(self->service, "path") != NULL)
		return;
	expand(self, attribute, &from);
	expand(self, no_access, &except);
	if (!self->accepts) {
		filter_packets(self, attribute != NULL ? attribute : no_access, &from, &except);
	} else if (from.count + except.count > ADMIT_RULES_MAX) {
		conversion_find(self->result, VERDICT_REFUSED, "only_from", attribute,
			"admit checks at most %d addresses, and only_from and no_access have %zu; "
			"write them as fewer networks",
			ADMIT_RULES_MAX, from.count + except.count);
	} else if (attribute != NULL && from.count == 0) {
		admit_nobody(self);
	} else {
		/* xinetd 2.3.15 refuses an address that is in both, however specific each is. Of
		 * admit(8) the most specific rule decides, so no_access gets another command.
		 */
		add_rules(&self->admit, "-f", &from);
		add_rules(from.count > 0 ? &self->deny : &self->admit, "-x", &except);
	}
	list_free(&from);
	list_free(&except);
}

/* In xinetd the last minute belongs to the interval; admit(8) ends before it begins. */
static void admit_at(
	struct translation *self, const struct config_attribute *attribute, const char *interval)
{
	unsigned hour;
	unsigned minute;
	unsigned end_hour;
	unsigned end_minute;
	unsigned end;

	/* Reading has checked the ranges, but any number of zeros can precede. */
	if (sscanf(interval, "%u:%u-%u:%u", &hour, &minute, &end_hour, &end_minute) != 4) {
		conversion_find(self->result, VERDICT_REFUSED, "access_times", attribute,
			"'%s' is not an interval", interval);
		return;
	}
	end = 60 * end_hour + end_minute + 1;
	if (end > DAY_MINUTES)
		end = DAY_MINUTES;
	list_add(&self->admit, "-a");
	list_add(&self->admit, "%02u:%02u-%02u:%02u", hour, minute, end / 60, end % 60);
}

void map_access_times(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute == NULL)
		return;
	if (!self->accepts) {
		conversion_find(self->result, VERDICT_REFUSED, "access_times", attribute,
			"with wait = yes nothing can check the time before the server; start and "
			"stop the socket with two timers");
		return;
	}
	for (size_t i = 0; i < attribute->count; i++)
		admit_at(self, attribute, attribute->values[i].text);
}

/* Adds a load as admit(8) takes it. xinetd takes whatever strtod(3) does, such as 1e1 and 0x3. */
static void admit_below(struct translation *self, const char *text)
{
	enum { MILLION = 1000000 };
	uint64_t millionths;
	double load;

	list_add(&self->admit, "-l");
	if (number_parse_decimal(text, LOAD_MAX, &millionths)) {
		list_add(&self->admit, "%s", text);
		return;
	}
	load = strtod(text, NULL);
	/* No machine has such a load, and none is below the smallest. */
	if (load > LOAD_MAX)
		load = LOAD_MAX;
	millionths = (uint64_t)(load * MILLION);
	if (millionths == 0)
		millionths = 1;
	list_add(
		&self->admit, "%" PRIu64 ".%06" PRIu64, millionths / MILLION, millionths % MILLION);
}

void map_max_load(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute == NULL || attribute->count == 0)
		return;
	if (!self->accepts) {
		conversion_find(self->result, VERDICT_WEAKER, "max_load", attribute,
			"with wait = yes nothing can check the load before the server; "
			"CPUQuota= and CPUWeight= limit what it takes");
		return;
	}
	admit_below(self, attribute->values[0].text);
}

static void add_condition(
	struct translation *self, const struct list *options, const char *failure_text)
{
	struct list words = {0};

	if (options->count == 0)
		return;
	list_add(&words, "%s", LIBEXECDIR "/inetkit/admit");
	for (size_t i = 0; i < options->count; i++)
		list_add(&words, "%s", options->items[i]);
	if (failure_text != NULL) {
		list_add(&words, "-s");
		list_add(&words, "%s", failure_text);
	}
	/* "+": as root, like xinetd, because the user of the server may not read the text. */
	translation_add_command(
		self, "ExecCondition", failure_text != NULL ? "+" : "", NULL, &words);
	list_free(&words);
}

void translation_add_admission(struct translation *self, const char *failure_text)
{
	add_condition(self, &self->deny, failure_text);
	add_condition(self, &self->admit, failure_text);
}
