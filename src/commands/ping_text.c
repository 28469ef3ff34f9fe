/* SPDX-License-Identifier: ISC */
/* Replies and the summary of inetkit ping, in the form of ping(8) of iputils: see ping.h. */
#include "commands/ping.h"

#include "base/now.h"
#include "client/timer.h"

#include <inttypes.h>
#include <stdio.h>

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void print_timed(
	struct ping *self, const struct echo_reply *reply, size_t size, const char *remark)
{
	int64_t microseconds = reply->round_trip / PING_NANOSECONDS;

	rtt_add(&self->rtt, microseconds);
	run_print(&self->run,
		"%zu byte%s from %s: seq=%" PRIu64 " time=%" PRId64 ".%03" PRId64 " ms%s", size,
		plural(size), self->endpoint.address, reply->number, microseconds / 1000,
		microseconds % 1000, remark);
}

void ping_report_reply(struct ping *self, const struct echo_reply *reply, size_t size)
{
	const char *address = self->endpoint.address;

	switch (reply->kind) {
	case ECHO_REPLY_CORRECT:
		self->received++;
		timer_stop(self->turn);
		print_timed(self, reply, size, "");
		break;
	case ECHO_REPLY_DUPLICATE:
		self->duplicates++;
		print_timed(self, reply, size, " (DUP!)");
		break;
	case ECHO_REPLY_LATE:
		self->late++;
		run_print(&self->run, "%zu byte%s from %s: seq=%" PRIu64 " (LATE!)", size,
			plural(size), address, reply->number);
		break;
	case ECHO_REPLY_ALTERED:
		self->altered++;
		run_print(
			&self->run, "%zu byte%s from %s: (ALTERED!)", size, plural(size), address);
		break;
	case ECHO_REPLY_FOREIGN:
		self->foreign++;
		run_print(
			&self->run, "%zu byte%s from %s: (FOREIGN!)", size, plural(size), address);
		break;
	}
}

/* Appends ", +2 duplicates" unless the count is 0. Returns the size of that text. */
static size_t append_count(char *text, size_t size, uint64_t count, const char *what)
{
	return count == 0 ? 0 : (size_t)snprintf(text, size, ", +%" PRIu64 " %s", count, what);
}

/* In percent. %g prints six digits; rounding to float first hides the error of the division. */
static double loss_of(const struct ping *self)
{
	uint64_t sent = self->probes.count;

	return sent == 0 ? 0
			 : (double)(float)((double)(sent - self->received) * 100.0 / (double)sent);
}

static void print_counts(struct ping *self)
{
	uint64_t sent = self->probes.count;
	int64_t milliseconds = (now_monotonic() - self->began + 500000) / 1000000;
	char counts[200] = "";
	size_t n = 0;

	n += append_count(counts + n, sizeof counts - n, self->duplicates,
		self->duplicates == 1 ? "duplicate" : "duplicates");
	n += append_count(counts + n, sizeof counts - n, self->altered, "altered");
	n += append_count(counts + n, sizeof counts - n, self->late, "late");
	n += append_count(counts + n, sizeof counts - n, self->foreign, "foreign");
	append_count(counts + n, sizeof counts - n, self->errors,
		self->errors == 1 ? "error" : "errors");
	run_print(&self->run,
		"%" PRIu64 " packet%s transmitted, %" PRIu64
		" received%s, %g%% packet loss, time %" PRId64 " ms",
		sent, plural(sent), self->received, counts, loss_of(self), milliseconds);
}

static void print_rtt(struct ping *self)
{
	int64_t average = rtt_average(&self->rtt);
	int64_t deviation = rtt_deviation(&self->rtt);

	run_print(&self->run,
		"rtt min/avg/max/mdev = %" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64
		"/%" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64 " ms",
		self->rtt.min / 1000, self->rtt.min % 1000, average / 1000, average % 1000,
		self->rtt.max / 1000, self->rtt.max % 1000, deviation / 1000, deviation % 1000);
}

void ping_report_summary(struct ping *self)
{
	run_print(&self->run, "%s", "");
	run_print(&self->run, "--- %s ping statistics ---", self->endpoint.name);
	print_counts(self);
	if (self->rtt.count > 0)
		print_rtt(self);
}

void ping_report_status(const struct ping *self)
{
	const struct rtt *rtt = &self->rtt;
	char times[120] = "";

	if (rtt->count > 0)
		snprintf(times, sizeof times,
			", min/avg/max = %" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64
			"/%" PRId64 ".%03" PRId64 " ms",
			rtt->min / 1000, rtt->min % 1000, rtt_average(rtt) / 1000,
			rtt_average(rtt) % 1000, rtt->max / 1000, rtt->max % 1000);
	fprintf(stderr, "%" PRIu64 "/%" PRIu64 " packets, %g%% loss%s\n", self->received,
		self->probes.count, loss_of(self), times);
}
