/* inetkit clocks: by how much the clocks of other hosts differ from the local one. */
#include "command.h"
#include "commands.h"
#include "now.h"
#include "plain.h"
#include "probe.h"
#include "resolve.h"
#include "target.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Descriptors that are kept for other things than connections. */
enum { DESCRIPTORS_RESERVED = 16 };

struct clocks;

/* One host, in the order given. */
struct row {
	struct clocks *clocks;
	struct target target;
	struct probe *probe;
	bool is_known;     /* what follows is */
	const char *cause; /* why the host's time is not, or NULL */
	int64_t host_time;
	int64_t difference;
};

struct clocks {
	struct request request;
	sd_event *event;
	struct resolver *resolver;
	bool is_terminal;
	struct row *rows;
	size_t count;
	size_t started;
	size_t under_way;
	size_t parallel; /* how many may be under way at once */
	size_t printed;
	int status;
};

/* The columns of the well-known client: host, difference in seconds, time as ctime(3) has it. */
static void print_clock(const char *host, int64_t difference, int64_t host_time)
{
	time_t seconds = (time_t)host_time;
	char text[32];

	printf("%-24s %8lld %s", host, (long long)difference,
		ctime_r(&seconds, text) != NULL ? text : "?\n");
}

static void print_row(struct clocks *self, const struct row *row)
{
	char host[TARGET_HOST_SIZE];

	snprintf(host, sizeof host, "%s", row->target.given);
	plain_text(host);
	if (row->cause == NULL) {
		print_clock(host, row->difference, row->host_time);
		return;
	}
	printf("%-24s %8s %s\n", host, "-", row->cause);
	self->status = STATUS_FAILED;
	/* On a terminal the row says it; where rows go elsewhere, somebody must still see it. */
	if (!self->is_terminal)
		complain(row->target.given, "%s", row->cause);
}

/* The rows that are known, up to the first that is not. */
static void print_known(struct clocks *self)
{
	while (self->printed < self->count && self->rows[self->printed].is_known)
		print_row(self, &self->rows[self->printed++]);
	fflush(stdout);
}

static void set_failed(struct row *self, const char *cause)
{
	self->is_known = true;
	self->cause = strdup(cause);
	if (self->cause == NULL)
		self->cause = "there is not enough memory";
}

static void start_more(struct clocks *self);

static void on_probed(const struct probe_result *result, void *userdata)
{
	struct row *row = userdata;
	struct clocks *clocks = row->clocks;

	if (result->cause != NULL) {
		set_failed(row, result->cause);
	} else {
		row->is_known = true;
		row->host_time = result->host_time;
		row->difference = result->difference;
	}
	clocks->under_way--;
	start_more(clocks);
}

/* Ask as many hosts as there may be under way at once; print what is known; end with the last. */
static void start_more(struct clocks *self)
{
	while (self->started < self->count && self->under_way < self->parallel) {
		struct row *row = &self->rows[self->started++];
		int error;

		if (row->is_known)
			continue; /* it was written wrongly */
		error = probe_new(self->event, self->resolver, &row->target, &self->request,
			on_probed, row, &row->probe);
		if (error < 0)
			set_failed(row, strerror(-error));
		else
			self->under_way++;
	}
	print_known(self);
	if (self->printed == self->count)
		sd_event_exit(self->event, 0);
}

/*
 * Ask as many hosts at once as descriptors can be had for, next to the look-ups; how many of these
 * there can be at once.
 */
static unsigned share_descriptors(struct clocks *self)
{
	rlim_t look_ups = self->count < RESOLVER_THREADS ? self->count : RESOLVER_THREADS;
	rlim_t wanted = self->count + look_ups * RESOLVER_DESCRIPTORS + DESCRIPTORS_RESERVED;
	rlim_t available;
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < wanted) {
		limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	available =
		limit.rlim_cur < DESCRIPTORS_RESERVED ? 0 : limit.rlim_cur - DESCRIPTORS_RESERVED;
	/* Where they are scarce, half of them are for the look-ups. */
	if (look_ups > available / 2 / RESOLVER_DESCRIPTORS)
		look_ups = available / 2 / RESOLVER_DESCRIPTORS;
	available -= look_ups * RESOLVER_DESCRIPTORS;
	self->parallel = available < 1 ? 1 : available < self->count ? available : self->count;
	return look_ups > 0 ? (unsigned)look_ups : 1;
}

static int run(const struct command *command, int argc, char *argv[])
{
	/* Static, because it is needed until the process ends, which frees it. */
	static struct clocks self;
	struct target by_default;
	static char port[sizeof "65535"];
	const char *mistake;
	int64_t now = 0;
	int status = command_options(command, argc, argv, &self.request, NULL);
	unsigned threads;
	int error;

	if (status >= 0)
		return status;
	mistake = target_parse("localhost", self.request.port, &by_default);
	if (mistake != NULL)
		return command_refuse(command, "-p %s: %s", self.request.port, mistake);
	/* A service's name is looked up once, and not for every host. */
	snprintf(port, sizeof port, "%u", by_default.port);
	self.request.port = port;
	if (optind == argc)
		return command_refuse(command, "a host is needed");

	self.count = (size_t)(argc - optind);
	threads = share_descriptors(&self);
	self.is_terminal = isatty(STDOUT_FILENO);
	self.rows = calloc(self.count, sizeof *self.rows);
	error = self.rows == NULL ? -ENOMEM : sd_event_new(&self.event);
	if (error >= 0)
		error = resolver_new(self.event, threads, &self.resolver);
	if (error < 0) {
		complain(command->name, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	for (size_t i = 0; i < self.count; i++) {
		struct row *row = &self.rows[i];

		row->clocks = &self;
		mistake = target_parse(argv[optind + (int)i], self.request.port, &row->target);
		if (mistake == NULL && row->target.path != NULL && self.request.type == SOCK_DGRAM)
			mistake = "unix: is for streams, not for -u";
		if (mistake != NULL)
			set_failed(row, mistake);
	}

	now_get(&now);
	print_clock("localhost", 0, now);
	start_more(&self);
	error = sd_event_loop(self.event);
	if (error < 0) {
		complain(command->name, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	return self.status;
}

static const struct command_option options[] = CLOCKS_OPTIONS;

const struct command clocks_command = {
	CLOCKS_COMMAND,
	.options = options,
	.notes = "All hosts are asked at the same time by the Time Protocol, RFC 868. A host is a "
		 "name,\nan address, host:port, [address]:port or unix:path.\n",
	.run = run,
};
