/* SPDX-License-Identifier: ISC */
/* What inetkit ping prints, by -q and --format: see ping_report.h. */
#include "commands/ping_report.h"

void ping_report_head(struct ping_host *self)
{
	struct ping *ping = self->ping;

	if (ping->is_quiet || ping->is_json)
		return;
	ping->has_printed = true;
	ping_text_head(self);
}

void ping_report_reply(struct ping_host *self, const struct echo_reply *reply, size_t size)
{
	if (self->ping->is_quiet)
		return;
	if (self->ping->is_json)
		ping_json_reply(self, reply, size);
	else
		ping_text_reply(self, reply, size);
}

void ping_report_lost(struct ping_host *self, int64_t limit)
{
	uint64_t number;

	if (self->ping->is_quiet || !self->ping->is_json)
		return;
	while ((number = echo_requests_take_lost(&self->probes, limit)) > 0)
		ping_json_lost(self, number);
}

void ping_report_summary(struct ping_host *self)
{
	struct ping *ping = self->ping;

	if (ping->is_json) {
		ping_json_summary(self);
		return;
	}
	/* The message about the only host is enough. */
	if (self->probes.count == 0 && ping->host_count == 1)
		return;
	if (ping->has_printed)
		run_print(&ping->run, "%s", "");
	ping->has_printed = true;
	ping_text_summary(self);
}
