/* SPDX-License-Identifier: ISC */
/* Replies and the summary of inetkit ping as JSON, one object a line: see ping_report.h. */
#include "commands/ping_report.h"

#include "base/decimal.h"
#include "format/json_line.h"

enum { RTT_DIGITS = 6, LOSS_DIGITS = 6 };

static const char *const types[] = {
	[ECHO_REPLY_CORRECT] = "received",
	[ECHO_REPLY_DUPLICATE] = "duplicate",
	[ECHO_REPLY_LATE] = "late",
	[ECHO_REPLY_ALTERED] = "altered",
	[ECHO_REPLY_FOREIGN] = "foreign",
};

/* The members that all objects have. */
static void begin(struct json_line *line, const struct ping_host *host, const char *type)
{
	bool is_unix = host->target.path != NULL;
	const char *address = is_unix ? host->target.path : host->endpoint.address;

	json_line_begin(line);
	json_line_add_text(line, "type", type);
	json_line_add_text(line, "host", host->target.given);
	json_line_add_text(line, "address", address[0] != '\0' ? address : NULL);
	if (is_unix)
		json_line_add_number(line, "port", NULL);
	else
		json_line_add_count(line, "port", host->target.port);
}

/* Adds microseconds as seconds. */
static void add_time(struct json_line *line, const char *key, int64_t microseconds, bool is_known)
{
	char text[DECIMAL_SIZE];

	decimal_format(microseconds, RTT_DIGITS, false, text);
	json_line_add_number(line, key, is_known ? text : NULL);
}

static void add_known(struct json_line *line, const char *key, uint64_t count, bool is_known)
{
	if (is_known)
		json_line_add_count(line, key, count);
	else
		json_line_add_number(line, key, NULL);
}

void ping_json_reply(struct ping_host *self, const struct echo_reply *reply, size_t size)
{
	bool is_timed = reply->kind == ECHO_REPLY_CORRECT || reply->kind == ECHO_REPLY_DUPLICATE;
	struct json_line line;

	begin(&line, self, types[reply->kind]);
	add_known(&line, "seq", reply->number, is_timed || reply->kind == ECHO_REPLY_LATE);
	json_line_add_count(&line, "bytes", size);
	add_time(&line, "rtt", reply->round_trip / PING_NANOSECONDS, is_timed);
	run_print_json(&self->ping->run, &line);
}

void ping_json_lost(struct ping_host *self, uint64_t number)
{
	struct json_line line;

	begin(&line, self, "lost");
	json_line_add_count(&line, "seq", number);
	json_line_add_number(&line, "bytes", NULL);
	json_line_add_number(&line, "rtt", NULL);
	run_print_json(&self->ping->run, &line);
}

/* The part of the probes that was lost, 0 to 1. */
static void add_loss(struct json_line *line, const struct ping_host *host)
{
	uint64_t sent = host->probes.count;
	uint64_t lost = sent - host->received;
	char text[DECIMAL_SIZE];

	decimal_format_unsigned(
		sent == 0 ? 0 : (lost * 1000000 + sent / 2) / sent, LOSS_DIGITS, text);
	json_line_add_number(line, "loss", sent == 0 ? NULL : text);
}

void ping_json_summary(struct ping_host *self)
{
	const struct rtt *rtt = &self->rtt;
	bool is_timed = rtt->count > 0;
	struct json_line line;

	begin(&line, self, "summary");
	json_line_add_count(&line, "bytes", self->ping->size);
	json_line_add_count(&line, "transmitted", self->probes.count);
	json_line_add_count(&line, "received", self->received);
	json_line_add_count(&line, "duplicates", self->duplicates);
	json_line_add_count(&line, "altered", self->altered);
	json_line_add_count(&line, "late", self->late);
	json_line_add_count(&line, "foreign", self->foreign);
	json_line_add_count(&line, "errors", self->errors);
	add_loss(&line, self);
	add_time(&line, "duration", ping_host_duration(self) / PING_NANOSECONDS, true);
	add_time(&line, "rtt_min", rtt->min, is_timed);
	add_time(&line, "rtt_avg", is_timed ? rtt_average(rtt) : 0, is_timed);
	add_time(&line, "rtt_max", rtt->max, is_timed);
	add_time(&line, "rtt_mdev", is_timed ? rtt_deviation(rtt) : 0, is_timed);
	json_line_add_text(&line, "error", self->error[0] != '\0' ? self->error : NULL);
	run_print_json(&self->ping->run, &line);
}
