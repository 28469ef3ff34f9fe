/* inetkit ping: the round trip through a host's echo service, RFC 862. */
#include "base/io_ready.h"
#include "base/now.h"
#include "base/number.h"
#include "client/dial.h"
#include "client/endpoint.h"
#include "client/timer.h"
#include "commands/command.h"
#include "commands/echo_request.h"
#include "commands/rtt.h"
#include "commands/run.h"
#include "generated/commands.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum {
	COUNT_MAX = 1000000000,
	/* In microseconds: shorter ones would be a flood for the host. */
	INTERVAL_MIN = 1000,
	NANOSECONDS = 1000, /* of a microsecond */
	REPLY_MAX = 65536,  /* no datagram is longer */
	/* So many datagrams are taken before others get their turn, such as the timers. */
	UDP_BATCH_AT_ONCE = 64,
};

struct ping {
	struct target target;
	struct request request;
	uint64_t count;    /* how often to ask; 0: until interrupted */
	uint64_t interval; /* in microseconds */
	struct endpoint endpoint;
	struct run run;
	sd_event_source *next;  /* when to ask */
	sd_event_source *limit; /* of the wait for a reply; over UDP, after the last question */
	int fd;                 /* the connection, or -1 */
	int64_t began;          /* when the first question was due, in nanoseconds */
	int64_t due;            /* the last one */
	struct echo_requests questions;
	uint8_t question[ECHO_REQUEST_SIZE]; /* over TCP, the only one under way */
	size_t come; /* octets of its reply; ECHO_REQUEST_SIZE: nothing is due */
	uint64_t received;
	uint64_t duplicates;
	uint64_t altered;
	uint64_t late;
	uint64_t foreign;
	uint64_t errors;
	struct rtt rtt;
	bool has_failed; /* something has ended the run */
};

/* --- what is printed ----------------------------------------------------------------------------
 */

/* A message, and the end of the run. */
static void fail(struct ping *self, const char *cause)
{
	complain(self->target.given, "%s", cause);
	self->has_failed = true;
	run_stop(&self->run);
}

static void print_reply(struct ping *self, uint64_t number, int64_t round_trip, const char *remark)
{
	int64_t microseconds = round_trip / NANOSECONDS;

	rtt_add(&self->rtt, microseconds);
	run_print(&self->run,
		"%d bytes from %s: seq=%" PRIu64 " time=%" PRId64 ".%03" PRId64 " ms%s",
		ECHO_REQUEST_SIZE, self->endpoint.address, number, microseconds / 1000,
		microseconds % 1000, remark);
}

/* ", +1 duplicates", if there are any. */
static size_t append_count(char *text, size_t size, uint64_t count, const char *what)
{
	return count == 0 ? 0 : (size_t)snprintf(text, size, ", +%" PRIu64 " %s", count, what);
}

static void print_summary(struct ping *self)
{
	uint64_t sent = self->questions.count;
	int64_t milliseconds = (now_monotonic() - self->began + 500000) / 1000000;
	char counts[200] = "";
	size_t n = 0;

	run_print(&self->run, "%s", "");
	run_print(&self->run, "--- %s ping statistics ---", self->endpoint.name);
	n += append_count(counts + n, sizeof counts - n, self->duplicates, "duplicates");
	n += append_count(counts + n, sizeof counts - n, self->altered, "altered");
	n += append_count(counts + n, sizeof counts - n, self->late, "late");
	n += append_count(counts + n, sizeof counts - n, self->foreign, "foreign");
	append_count(counts + n, sizeof counts - n, self->errors, "errors");
	run_print(&self->run,
		"%" PRIu64 " packets transmitted, %" PRIu64
		" received%s, %g%% packet loss, time %" PRId64 " ms",
		sent, self->received, counts,
		(double)(float)((double)(sent - self->received) * 100.0 / (double)sent),
		milliseconds);
	if (self->rtt.count > 0) {
		int64_t average = rtt_average(&self->rtt);
		int64_t deviation = rtt_deviation(&self->rtt);

		run_print(&self->run,
			"rtt min/avg/max/mdev = %" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64
			"/%" PRId64 ".%03" PRId64 "/%" PRId64 ".%03" PRId64 " ms",
			self->rtt.min / 1000, self->rtt.min % 1000, average / 1000, average % 1000,
			self->rtt.max / 1000, self->rtt.max % 1000, deviation / 1000,
			deviation % 1000);
	}
}

/* --- questions ----------------------------------------------------------------------------------
 */

static bool is_datagram(const struct ping *self)
{
	return self->request.type == SOCK_DGRAM;
}

static bool is_all_asked(const struct ping *self)
{
	return self->count > 0 && self->questions.count == self->count;
}

/* Ask again at the interval after the last question was due: at once if that has passed. */
static void ask_later(struct ping *self)
{
	int64_t now = now_monotonic();

	self->due += (int64_t)self->interval * NANOSECONDS;
	if (self->due < now)
		self->due = now;
	timer_start(self->next, (uint64_t)(self->due - now) / NANOSECONDS);
}

/* UDP: what an earlier question came to, or this one. It is one loss, and the run goes on. */
static void count_error(struct ping *self, int error)
{
	self->errors++;
	if (error == -ECONNREFUSED)
		complain(self->target.given, "connection refused: nothing listens on port %u",
			self->target.port);
	else
		complain(self->target.given, "%s", strerror(-error));
}

/* UDP: end if nothing more can come. */
static void end_if_complete(struct ping *self)
{
	if (is_all_asked(self) && self->received + self->errors >= self->count)
		run_stop(&self->run);
}

static void send_datagram(struct ping *self)
{
	int error = 0;

	/* A refusal that is reported now is that of an earlier datagram, and this one is not yet
	 * sent. */
	for (int tries = 0; tries < 2; tries++) {
		if (io_send_ready(self->fd, self->question, ECHO_REQUEST_SIZE, &error) > 0)
			break;
		count_error(self, error < 0 ? error : -EAGAIN);
		if (error != -ECONNREFUSED)
			break;
	}
	if (!is_all_asked(self)) {
		ask_later(self);
		return;
	}
	timer_start(self->limit, self->request.limit);
	end_if_complete(self);
}

static void send_over_stream(struct ping *self)
{
	int error;

	self->come = 0;
	/* There is always room for one question where there is never more than one. */
	if (io_send_ready(self->fd, self->question, ECHO_REQUEST_SIZE, &error) < ECHO_REQUEST_SIZE)
		fail(self, error < 0 ? strerror(-error) : "the question could not be sent");
	else
		timer_start(self->limit, self->request.limit);
}

static int on_next(sd_event_source *source, uint64_t now, void *userdata)
{
	struct ping *self = userdata;
	int error = echo_requests_ask(&self->questions, self->question);

	(void)source;
	(void)now;
	if (error < 0)
		fail(self, strerror(-error));
	else if (is_datagram(self))
		send_datagram(self);
	else
		send_over_stream(self);
	return 0;
}

static int on_limit(sd_event_source *source, uint64_t now, void *userdata)
{
	struct ping *self = userdata;
	char cause[80];

	(void)source;
	(void)now;
	if (is_datagram(self)) {
		run_stop(&self->run);
		return 0;
	}
	snprintf(cause, sizeof cause, "no reply within %g s; -w allows more time",
		(double)self->request.limit / 1e6);
	fail(self, cause);
	return 0;
}

/* --- replies ------------------------------------------------------------------------------------
 */

static void print_answer(struct ping *self, const struct echo_reply *answer, size_t size)
{
	const char *address = self->endpoint.address;

	switch (answer->kind) {
	case ECHO_REPLY_RIGHT:
		self->received++;
		print_reply(self, answer->number, answer->round_trip, "");
		break;
	case ECHO_REPLY_DUPLICATE:
		self->duplicates++;
		print_reply(self, answer->number, answer->round_trip, " (DUP!)");
		break;
	case ECHO_REPLY_LATE:
		self->late++;
		run_print(&self->run, "%zu bytes from %s: seq=%" PRIu64 " (LATE!)", size, address,
			answer->number);
		break;
	case ECHO_REPLY_ALTERED:
		self->altered++;
		run_print(&self->run, "%zu bytes from %s: (ALTERED!)", size, address);
		break;
	case ECHO_REPLY_FOREIGN:
		self->foreign++;
		run_print(&self->run, "%zu bytes from %s: (FOREIGN!)", size, address);
		break;
	}
}

static int on_datagram(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	static uint8_t reply[REPLY_MAX];
	struct ping *self = userdata;

	(void)source;
	(void)events;
	for (int i = 0; i < UDP_BATCH_AT_ONCE && self->run.output_error == 0; i++) {
		ssize_t n = io_receive_ready(fd, reply, sizeof reply);

		if (n == -EAGAIN)
			break;
		if (n >= 0) {
			struct echo_reply answer = echo_requests_judge(&self->questions, reply,
				(size_t)n, (int64_t)self->request.limit * NANOSECONDS);

			print_answer(self, &answer, (size_t)n);
		} else {
			count_error(self, (int)n);
		}
	}
	end_if_complete(self);
	return 0;
}

static void take_whole_reply(struct ping *self)
{
	/* Whether it is late, the timer says. */
	struct echo_reply answer =
		echo_requests_judge(&self->questions, self->question, ECHO_REQUEST_SIZE, INT64_MAX);

	timer_stop(self->limit);
	print_answer(self, &answer, ECHO_REQUEST_SIZE);
	if (is_all_asked(self))
		run_stop(&self->run);
	else
		ask_later(self);
}

/* The reply can come in pieces. */
static int on_stream(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct ping *self = userdata;
	uint8_t piece[ECHO_REQUEST_SIZE + 1];
	size_t had = self->come;
	ssize_t n = io_receive_ready(fd, piece, sizeof piece);
	char cause[120];

	(void)source;
	(void)events;
	if (n == -EAGAIN)
		return 0;
	if (n <= 0) {
		fail(self, n < 0 ? strerror((int)-n) : "the server ended the connection");
		return 0;
	}
	for (size_t i = 0; i < (size_t)n && had + i < ECHO_REQUEST_SIZE; i++) {
		if (piece[i] == self->question[had + i])
			continue;
		snprintf(cause, sizeof cause,
			"the server is no echo service: octet %zu of its reply is %02x, not %02x",
			had + i + 1, piece[i], self->question[had + i]);
		fail(self, cause);
		return 0;
	}
	self->come += (size_t)n;
	if (self->come > ECHO_REQUEST_SIZE)
		fail(self, "the server is no echo service: it sends more than it was sent");
	else if (self->come == ECHO_REQUEST_SIZE)
		take_whole_reply(self);
	return 0;
}

/* --- the run ------------------------------------------------------------------------------------
 */

static void on_interrupt(void *userdata)
{
	struct ping *self = userdata;

	run_stop(&self->run);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct ping *self = userdata;
	const int on = 1;
	int error;

	if (fd < 0) {
		fail(self, dial_cause(dial));
		return;
	}
	self->fd = fd;
	self->come = ECHO_REQUEST_SIZE;
	/* A question that waits for the acknowledgement of the one before is not measured well. */
	if (!is_datagram(self) && self->target.path == NULL)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	endpoint_describe(fd, &self->target, &self->endpoint);
	if (!run_print(&self->run, "PING %s: %d bytes of data", self->endpoint.text,
		    ECHO_REQUEST_SIZE))
		return;
	error = sd_event_add_io(self->run.event, NULL, fd, EPOLLIN,
		is_datagram(self) ? on_datagram : on_stream, self);
	if (error < 0) {
		fail(self, strerror(-error));
		return;
	}
	self->began = now_monotonic();
	self->due = self->began;
	on_next(NULL, 0, self);
}

static int start(struct ping *self)
{
	struct dial *dial;
	int error = echo_requests_begin(&self->questions);

	self->fd = -1;
	if (error >= 0)
		error = run_begin(&self->run, 1, on_interrupt, self);
	if (error >= 0)
		error = timer_new(self->run.event, on_next, self, &self->next);
	if (error >= 0)
		error = timer_new(self->run.event, on_limit, self, &self->limit);
	if (error >= 0)
		error = dial_new(self->run.event, self->run.resolver, &self->target, &self->request,
			on_dialled, self, &dial);
	return error < 0 ? error : run_loop(&self->run);
}

static const char *take(int id, const struct command_value *value, void *userdata)
{
	struct ping *self = userdata;
	int64_t count;

	switch (id) {
	case OPTION_COUNT:
		if (!number_parse(value->text, 1, COUNT_MAX, &count))
			return "not a number from 1 to 1000000000";
		self->count = (uint64_t)count;
		return NULL;
	case OPTION_INTERVAL:
		if (value->microseconds < INTERVAL_MIN)
			return "shorter than 0.001 s";
		self->interval = value->microseconds;
		return NULL;
	default:
		return "not understood";
	}
}

static int run(const struct command *command, int argc, char *argv[])
{
	/* Static, because it is needed until the process ends, which frees it. */
	static struct ping self;
	int status = command_options(command, argc, argv, &self.request, &self);
	const char *mistake;
	const char *host;
	int error;

	if (status >= 0)
		return status;
	if (optind == argc)
		return command_refuse(command, "a host is needed");
	host = argv[optind++];
	if (optind < argc)
		return command_refuse(command, "%s: there can be one host", argv[optind]);
	mistake = target_parse(host, self.request.port, &self.target);
	if (mistake == NULL && self.target.path != NULL && is_datagram(&self))
		mistake = "unix: is for streams, not for -u";
	if (mistake != NULL)
		return command_refuse(command, "'%s': %s", host, mistake);

	error = start(&self);
	if (error < 0) {
		complain(host, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	if (self.questions.count > 0)
		print_summary(&self);
	return run_status(&self.run, self.received > 0 && !self.has_failed);
}

static const struct command_option options[] = PING_OPTIONS;

const struct command ping_command = {
	PING_COMMAND,
	.options = options,
	.notes =
		"The host is a name, an address, host:port, [address]:port or unix:path. Over TCP "
		"one\nconnection takes all questions, one after the other. The exit status is 0 if "
		"a reply came.\n",
	.run = run,
	.take = take,
};
