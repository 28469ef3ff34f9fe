/* SPDX-License-Identifier: ISC */
/* Lines of inetkit ping in the form of ping(8) of iputils: see ping_report.h. Where a line would be
 * too wide, it continues on the next one, or the name in it is shortened. */
#include "commands/ping_report.h"

#include "client/line.h"
#include "client/shown.h"
#include "commands/wrap.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	GIVEN_SIZE = 512, /* of a host as it was given, which is cut to this */
	NAME_MIN = 16,    /* columns that a name has at least */
};

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* Several hosts are told apart by what the user wrote. */
static const char *name_of(const struct ping_host *self)
{
	return self->ping->host_count > 1 ? self->target.given : self->endpoint.name;
}

/* Shortens a name, so that it fits in a line with this many other columns. */
static void fit(const char *name, size_t others, int fd, char ret_text[SHOWN_SIZE(GIVEN_SIZE)])
{
	char given[GIVEN_SIZE];
	char shown[SHOWN_SIZE(GIVEN_SIZE)];
	int room = LINE_COLUMNS - (int)others;

	snprintf(given, sizeof given, "%s", name);
	shown_copy(given, shown_needs_ascii(fd), shown, sizeof shown);
	shown_shorten(shown, room > NAME_MIN ? room : NAME_MIN, ret_text, sizeof shown);
}

void ping_text_head(struct ping_host *self)
{
	const struct endpoint *endpoint = &self->endpoint;
	bool is_unix = endpoint->way[0] == '\0';
	struct wrap wrap;

	wrap_begin(&wrap, &self->ping->run);
	wrap_add(&wrap, "PING %s%s", endpoint->name, is_unix ? ":" : "");
	if (!is_unix)
		wrap_add(&wrap, "%s:", endpoint->way);
	wrap_add(&wrap, "%zu bytes of data", self->ping->size);
	wrap_end(&wrap);
}

/* What follows the name in the line for a reply. */
static void describe_reply(const struct echo_reply *reply, char *ret_text, size_t size)
{
	int64_t microseconds = reply->round_trip / PING_NANOSECONDS;

	switch (reply->kind) {
	case ECHO_REPLY_CORRECT:
	case ECHO_REPLY_DUPLICATE:
		snprintf(ret_text, size, "seq=%" PRIu64 " time=%" PRId64 ".%03" PRId64 " ms%s",
			reply->number, microseconds / 1000, microseconds % 1000,
			reply->kind == ECHO_REPLY_DUPLICATE ? " (DUP!)" : "");
		break;
	case ECHO_REPLY_LATE:
		snprintf(ret_text, size, "seq=%" PRIu64 " (LATE!)", reply->number);
		break;
	case ECHO_REPLY_ALTERED:
		snprintf(ret_text, size, "(ALTERED!)");
		break;
	case ECHO_REPLY_FOREIGN:
		snprintf(ret_text, size, "(FOREIGN!)");
		break;
	}
}

void ping_text_reply(struct ping_host *self, const struct echo_reply *reply, size_t size)
{
	bool is_one_of_several = self->ping->host_count > 1;
	char name[SHOWN_SIZE(GIVEN_SIZE)];
	char before[40];
	char after[80];

	snprintf(before, sizeof before, "%zu byte%s from ", size, plural(size));
	describe_reply(reply, after, sizeof after);
	fit(is_one_of_several ? self->target.given : self->endpoint.address,
		strlen(before) + strlen(": ") + strlen(after), STDOUT_FILENO, name);
	run_print(&self->ping->run, "%s%s: %s", before, name, after);
}

/* In percent. %g prints six digits; rounding to float first hides the error of the division. */
static double loss_of(const struct ping_host *self)
{
	uint64_t sent = self->probes.count;

	return sent == 0 ? 0
			 : (double)(float)((double)(sent - self->received) * 100.0 / (double)sent);
}

/* Adds "+2 duplicates" unless the count is 0. */
static void add_count(struct wrap *wrap, uint64_t count, const char *what)
{
	if (count > 0)
		wrap_add(wrap, "+%" PRIu64 " %s,", count, what);
}

static void print_counts(struct ping_host *self)
{
	uint64_t sent = self->probes.count;
	struct wrap wrap;

	wrap_begin(&wrap, &self->ping->run);
	wrap_add(&wrap, "%" PRIu64 " packet%s transmitted,", sent, plural(sent));
	wrap_add(&wrap, "%" PRIu64 " received,", self->received);
	add_count(&wrap, self->duplicates, self->duplicates == 1 ? "duplicate" : "duplicates");
	add_count(&wrap, self->altered, "altered");
	add_count(&wrap, self->late, "late");
	add_count(&wrap, self->foreign, "foreign");
	add_count(&wrap, self->errors, self->errors == 1 ? "error" : "errors");
	wrap_add(&wrap, "%g%% packet loss,", loss_of(self));
	wrap_add(&wrap, "time %" PRId64 " ms", (ping_host_duration(self) + 500000) / 1000000);
	wrap_end(&wrap);
}

static void print_rtt(struct ping_host *self)
{
	int64_t average = rtt_average(&self->rtt);
	int64_t deviation = rtt_deviation(&self->rtt);

	run_print(&self->ping->run,
		"rtt min/avg/max/mdev = %" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64
		"/%" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64 " ms",
		self->rtt.min / 1000, self->rtt.min % 1000, average / 1000, average % 1000,
		self->rtt.max / 1000, self->rtt.max % 1000, deviation / 1000, deviation % 1000);
}

void ping_text_summary(struct ping_host *self)
{
	struct wrap wrap;

	wrap_begin(&wrap, &self->ping->run);
	wrap_add(&wrap, "--- %s", name_of(self));
	wrap_add(&wrap, "ping statistics ---");
	wrap_end(&wrap);
	if (self->probes.count > 0)
		print_counts(self);
	else
		run_print(&self->ping->run, "0 packets transmitted");
	if (self->rtt.count > 0)
		print_rtt(self);
}

void ping_text_status(const struct ping_host *self)
{
	const struct rtt *rtt = &self->rtt;
	char name[SHOWN_SIZE(GIVEN_SIZE)];
	char times[120] = "";
	char counts[80];

	if (rtt->count > 0)
		snprintf(times, sizeof times,
			", min/avg/max = %" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64
			"/%" PRId64 ".%03" PRId64 " ms",
			rtt->min / 1000, rtt->min % 1000, rtt_average(rtt) / 1000,
			rtt_average(rtt) % 1000, rtt->max / 1000, rtt->max % 1000);
	snprintf(counts, sizeof counts, "%" PRIu64 "/%" PRIu64 " packets, %g%% loss",
		self->received, self->probes.count, loss_of(self));
	if (self->ping->host_count > 1) {
		fit(self->target.given, strlen(": ") + strlen(counts) + strlen(times),
			STDERR_FILENO, name);
		fprintf(stderr, "%s: ", name);
	}
	fprintf(stderr, "%s%s\n", counts, times);
}
