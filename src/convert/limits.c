/* SPDX-License-Identifier: ISC */
/* Limits: of connections, of their rate, and of the resources of a server. */
#include "convert/translation.h"

#include "base/number.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_unlimited(const char *text)
{
	return strcasecmp(text, "UNLIMITED") == 0;
}

/* The number without a plus sign and zeros before it, which systemd would take for octal. */
static const char *skip_zeros(const char *text)
{
	text += *text == '+';
	while (text[0] == '0' && isdigit((unsigned char)text[1]))
		text++;
	return text;
}

/* xinetd refuses every client then. For systemd 0 is an error, or of the connections of a source no
 * limit. */
static void refuse_zero(struct translation *self, const char *name)
{
	const char *text = config_text(self->service, name);
	int64_t number;

	if (text != NULL && number_parse(text, 0, 0, &number))
		conversion_find(self->result, VERDICT_REFUSED, name,
			config_find(self->service, name),
			"xinetd refuses every client with 0, and systemd cannot; set disable = "
			"yes");
}

void map_instances(
	struct translation *self, __attribute__((unused)) const struct config_attribute *attribute)
{
	const char *text = config_text(self->service, "instances");

	refuse_zero(self, "instances");
	/* With "wait" there is one server. systemd would add its own limit of 64. */
	if (self->accepts)
		unit_add(&self->socket, UNIT_OWN, "MaxConnections", "%s",
			text == NULL || is_unlimited(text) ? "4294967295" : skip_zeros(text));
}

void map_per_source(
	struct translation *self, __attribute__((unused)) const struct config_attribute *attribute)
{
	const char *text = config_text(self->service, "per_source");

	refuse_zero(self, "per_source");
	if (self->accepts && text != NULL && !is_unlimited(text))
		unit_add(
			&self->socket, UNIT_OWN, "MaxConnectionsPerSource", "%s", skip_zeros(text));
}

/*
 * Limits the rate, if systemd can: it knows PollLimit*= since version 255. The limit that it always
 * had, TriggerLimit*=, ends the socket for good.
 */
static void limit_rate(struct translation *self, const struct config_attribute *attribute,
	const char *subject, const char *count, const char *interval, const char *pause)
{
	if (self->setting->systemd < CONVERT_SYSTEMD_POLL_LIMIT) {
		conversion_find(self->result, VERDICT_WEAKER, subject, attribute,
			"systemd limits no rate without ending the socket for good before version "
			"255; limit it with nftables: 'limit rate'");
		return;
	}
	unit_add(&self->socket, UNIT_OWN, "PollLimitIntervalSec", "%s", interval);
	unit_add(&self->socket, UNIT_OWN, "PollLimitBurst", "%s", count);
	if (attribute != NULL)
		conversion_find(self->result, VERDICT_CHANGED, subject, attribute,
			"after %s connections systemd pauses until %s is over, and not for %s",
			count, interval, pause);
}

void map_cps(struct translation *self, const struct config_attribute *attribute)
{
	/* The general notes speak of the default of xinetd. */
	if (attribute == NULL && self->setting->systemd >= CONVERT_SYSTEMD_POLL_LIMIT &&
		self->service->dialect == CONFIG_XINETD)
		limit_rate(self, NULL, "cps", "50", "1s", "10s");
	if (attribute != NULL && attribute->count > 0) {
		char pause[32];

		snprintf(pause, sizeof pause, "%.20ss",
			attribute->count > 1 ? attribute->values[1].text : "10");
		limit_rate(
			self, attribute, "cps", skip_zeros(attribute->values[0].text), "1s", pause);
	}
}

void map_rate(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute != NULL && attribute->count > 0)
		limit_rate(self, attribute, "rate", skip_zeros(attribute->values[0].text), "1min",
			"10min");
}

void map_rate_per_source(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute != NULL)
		conversion_find(self->result, VERDICT_WEAKER, "rate_per_source", attribute,
			"systemd limits no rate per address; limit it with nftables: 'limit rate' "
			"in a meter, or set MaxConnectionsPerSource=");
}

/* Adds a number or a size. All programs take K and M for powers of 1024; systemd wants capitals. */
static void add_size(
	struct unit_text *unit, const struct config_attribute *attribute, const char *key)
{
	const char *text;

	if (attribute == NULL || attribute->count == 0 || attribute->values[0].text[0] == '\0')
		return;
	text = skip_zeros(attribute->values[0].text);
	if (is_unlimited(text))
		unit_add(unit, UNIT_OWN, key, "infinity");
	else
		unit_add(unit, UNIT_OWN, key, "%.*s%c", (int)strlen(text) - 1, text,
			toupper((unsigned char)text[strlen(text) - 1]));
}

void map_sndbuf(struct translation *self, const struct config_attribute *attribute)
{
	add_size(&self->socket, attribute, "SendBuffer");
}

void map_rcvbuf(struct translation *self, const struct config_attribute *attribute)
{
	add_size(&self->socket, attribute, "ReceiveBuffer");
}

void map_rlimit_as(struct translation *self, const struct config_attribute *attribute)
{
	add_size(&self->unit, attribute, "LimitAS");
}

void map_rlimit_cpu(struct translation *self, const struct config_attribute *attribute)
{
	add_size(&self->unit, attribute, "LimitCPU");
}

void map_rlimit_data(struct translation *self, const struct config_attribute *attribute)
{
	add_size(&self->unit, attribute, "LimitDATA");
}

void map_rlimit_files(struct translation *self, const struct config_attribute *attribute)
{
	const char *text;
	int64_t number;
	int unit;
	int shift;

	if (attribute == NULL || attribute->count == 0 || is_unlimited(attribute->values[0].text)) {
		add_size(&self->unit, attribute, "LimitNOFILE");
		return;
	}
	/* systemd knows no K and M here. */
	text = attribute->values[0].text;
	number = strtoll(text, NULL, 10);
	unit = tolower((unsigned char)text[strlen(text) - 1]);
	shift = unit == 'k' ? 10 : unit == 'm' ? 20 : 0;
	if (number > INT64_MAX >> shift)
		unit_add(&self->unit, UNIT_OWN, "LimitNOFILE", "infinity");
	else
		unit_add(&self->unit, UNIT_OWN, "LimitNOFILE", "%" PRId64, number << shift);
}

void map_rlimit_stack(struct translation *self, const struct config_attribute *attribute)
{
	add_size(&self->unit, attribute, "LimitSTACK");
}

void map_rlimit_rss(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute != NULL && attribute->count > 0 && !is_unlimited(attribute->values[0].text))
		conversion_find(self->result, VERDICT_SAME, "rlimit_rss", attribute,
			"has no effect on Linux, so that nothing is written; MemoryMax=%s would "
			"limit the memory of a connection",
			attribute->values[0].text);
}

/* The kernel takes the nearest value that it has; systemd would ignore one that it has not. */
void map_nice(struct translation *self, const struct config_attribute *attribute)
{
	enum { NICE_MIN = -20, NICE_MAX = 19 };
	long nice;

	if (attribute == NULL || attribute->count == 0)
		return;
	nice = strtol(attribute->values[0].text, NULL, 10);
	if (nice < NICE_MIN)
		nice = NICE_MIN;
	if (nice > NICE_MAX)
		nice = NICE_MAX;
	unit_add(&self->unit, UNIT_OWN, "Nice", "%ld", nice);
}

void map_umask(struct translation *self, const struct config_attribute *attribute)
{
	if (attribute != NULL && attribute->count > 0)
		unit_add(&self->unit, UNIT_OWN, "UMask", "%04lo",
			strtol(attribute->values[0].text, NULL, 8));
}
