/* SPDX-License-Identifier: ISC */
/* Counts and their reports: see stats.h. */
#include "shared/stats.h"

#include "shared/event_timer.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

/* Room for the line of all counts, and for a line about a refusal. */
enum { COUNTS_SIZE = 320, REFUSAL_SIZE = 256 };

/* In microseconds: between two messages to the service manager, between two lines about refusals
 * for the same reason, and between two lines about sockets that fail. */
#define STATUS_INTERVAL UINT64_C(1000000)
#define REFUSALS_INTERVAL UINT64_C(60000000)
#define FAILURES_INTERVAL UINT64_C(60000000)

static const struct {
	const char *name; /* the journal's field INETKIT_REASON */
	const char *text;
} reasons[REFUSALS] = {
	[REFUSAL_PORT] = {"port", "the source port belongs to a server"},
	[REFUSAL_ADDRESS] = {"address",
		"the source or destination is a broadcast, multicast or unspecified address"},
	[REFUSAL_RATE] = {"rate", "its network exceeds the rate limit (-r, -b)"},
	[REFUSAL_LOOP] = {"loop", "it may be part of an endless loop with another server"},
};

static void print_counts(const struct stats *self, char *ret_text, size_t size)
{
	uint64_t refused = 0;

	for (int i = 0; i < REFUSALS; i++)
		refused += self->refusals[i].count;
	snprintf(ret_text, size,
		"answered %" PRIu64 ", refused %" PRIu64 ": port %" PRIu64 ", address %" PRIu64
		", rate %" PRIu64 ", loop %" PRIu64 "; not sent %" PRIu64 ", dropped %" PRIu64,
		self->counts[STATS_ANSWERED], refused, self->refusals[REFUSAL_PORT].count,
		self->refusals[REFUSAL_ADDRESS].count, self->refusals[REFUSAL_RATE].count,
		self->refusals[REFUSAL_LOOP].count, self->counts[STATS_UNSENT],
		self->counts[STATS_DROPPED]);
}

static void log_counts(struct stats *self)
{
	char counts[COUNTS_SIZE];

	print_counts(self, counts, sizeof counts);
	log_message(self->log, LOG_NOTICE, "%s", counts);
}

static void send_status(const struct stats *self)
{
	char counts[COUNTS_SIZE];

	print_counts(self, counts, sizeof counts);
	sd_notifyf(false, "STATUS=%s", counts);
}

static int on_status_timer(sd_event_source *source __attribute__((unused)),
	uint64_t due __attribute__((unused)), void *userdata)
{
	struct stats *self = userdata;

	self->is_status_due = false;
	send_status(self);
	return 0;
}

int stats_begin(struct stats *self, sd_event *event, struct log *log)
{
	*self = (struct stats){.log = log, .event = event, .last_activity = event_timer_now(event)};
	return event_timer_new(event, on_status_timer, self, &self->status_timer);
}

void stats_count(struct stats *self, enum stats_counter counter, uint64_t increment)
{
	self->counts[counter] += increment;
}

static void log_refusal(
	struct stats *self, enum refusal reason, const struct in6_addr *source, uint16_t port)
{
	const struct stats_refusals *refusals = &self->refusals[reason];
	bool is_ipv4 = IN6_IS_ADDR_V4MAPPED(source);
	char address[INET6_ADDRSTRLEN];
	char text[REFUSAL_SIZE];

	inet_ntop(is_ipv4 ? AF_INET : AF_INET6,
		is_ipv4 ? (const void *)&source->s6_addr[12] : source, address, sizeof address);
	snprintf(text, sizeof text,
		"%s port %u gets no reply: %s (%" PRIu64 " refused since the last line)", address,
		port, reasons[reason].text, refusals->unreported);
	if (self->log->channel == LOG_CHANNEL_JOURNAL &&
		sd_journal_send("MESSAGE=%s", text, "PRIORITY=%d", LOG_NOTICE,
			"SYSLOG_IDENTIFIER=inetkit-%s", self->log->name, "INETKIT_PEER=%s", address,
			"INETKIT_PORT=%u", port, "INETKIT_REASON=%s", reasons[reason].name,
			"INETKIT_REFUSED=%" PRIu64, refusals->count, NULL) >= 0)
		return;
	log_message(self->log, LOG_NOTICE, "%s", text);
}

void stats_count_refusal(
	struct stats *self, enum refusal reason, const struct in6_addr *source, uint16_t port)
{
	struct stats_refusals *refusals = &self->refusals[reason];
	uint64_t now = event_timer_now(self->event);

	refusals->count++;
	refusals->unreported++;
	if (now < refusals->quiet_until)
		return;
	refusals->quiet_until = now + REFUSALS_INTERVAL;
	log_refusal(self, reason, source, port);
	refusals->unreported = 0;
}

void stats_note_activity(struct stats *self)
{
	self->last_activity = event_timer_now(self->event);
	if (self->is_status_due)
		return;
	self->is_status_due = true;
	event_timer_start(self->status_timer, self->last_activity + STATUS_INTERVAL);
}

void stats_note_failure(struct stats *self, uint16_t port, int error)
{
	uint64_t now = event_timer_now(self->event);

	if (now < self->failures_quiet_until)
		return;
	self->failures_quiet_until = now + FAILURES_INTERVAL;
	log_message(self->log, LOG_ERR,
		"cannot take a request from the socket of port %u: %s; trying again ten times a "
		"second; if this goes on, restart the server",
		port, strerror(-error));
}

uint64_t stats_last_activity(const struct stats *self)
{
	return self->last_activity;
}

void stats_report(struct stats *self)
{
	log_counts(self);
	send_status(self);
}

void stats_end(struct stats *self)
{
	uint64_t unreported = 0;

	for (int i = 0; i < REFUSALS; i++)
		unreported += self->refusals[i].unreported;
	if (unreported > 0)
		log_counts(self);
	send_status(self);
}
