/*
 * One process for all peers of a service: over UDP, which knows no connections, and over TCP where
 * there are more of them than processes can be started. A supervisor starts it when the first
 * packet comes, and it ends when none has come for a while.
 */
#include "base/io.h"
#include "base/linger.h"
#include "base/now.h"
#include "generated/messages.h"
#include "generated/policy.h"
#include "shared/linger_list.h"
#include "shared/listen_fds.h"
#include "shared/ratelimit.h"
#include "shared/responder.h"
#include "shared/udp_batch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <systemd/sd-journal.h>
#include <time.h>
#include <unistd.h>

/* -i: so many idle seconds, then the process ends; 0 for never. */
enum { IDLE_DEFAULT = 300, IDLE_MAX = 86400 };

/* -r and -b: replies a second to one network, and as many at once after a pause. */
enum { RATE_DEFAULT = 50, BURST_DEFAULT = 100 };

static const struct service shared = {
	.name = "shared",
	.description = "serves many peers of a service by one process",
	.synopsis = "[-fhV] [-b burst] [-i seconds] [-r rate] service [arg ...]",
};

enum { SOCKETS_MAX = 16 };

/* Room for a line of counts, and of one about a refusal. */
enum { COUNTS_SIZE = 256, REFUSAL_SIZE = 256 };

/* A busy socket is left for the others after so many batches of datagrams, or connections. */
enum { BATCHES_IN_TURN = 16, CONNECTIONS_IN_TURN = 64 };

/* Descriptors for other purposes than connections. */
enum { DESCRIPTORS_KEPT = 32 };

/* Linux has no more ports than these that only root may open: who sends from one is a server. */
enum { PRIVILEGED_PORTS = 1024 };

/* Microseconds: how often the counts go to the service manager, how often the refusals of one kind
 * go to the log, and for how long no connection is accepted where there are no descriptors. */
#define STATUS_INTERVAL UINT64_C(1000000)
#define REFUSALS_INTERVAL INT64_C(60000000)
#define SCARCE_INTERVAL UINT64_C(100000)

/* Why a datagram gets no reply. */
enum refusal { REFUSED_PORT, REFUSED_ADDRESS, REFUSED_RATE, REFUSALS, NOT_REFUSED };

static const struct {
	const char *name;
	const char *words;
} refusals[REFUSALS] = {
	[REFUSED_PORT] = {"port", "it comes from the port of a server"},
	[REFUSED_ADDRESS] = {"address", "a broadcast, multicast or unspecified address"},
	[REFUSED_RATE] = {"rate", "its network asks more often than -r and -b let it"},
};

struct refused {
	uint64_t count;
	uint64_t unreported;
	int64_t quiet_until; /* microseconds of the monotonic clock */
};

struct server {
	struct filter self;
	char usage_name[64];
	unsigned idle; /* seconds */
	bool is_full;
	int64_t rate_limit;
	int64_t burst;

	struct responder answer;
	struct prng prng;
	struct ratelimit rate;
	struct udp_batch datagrams;
	struct linger_list drain;

	sd_event *event;
	sd_event_source *idle_timer;
	sd_event_source *status_timer;
	sd_event_source *drain_timer;
	sd_event_source *scarce_timer;
	uint64_t active; /* when something came last, in microseconds of the monotonic clock */
	bool is_status_due;
	int64_t linger_due; /* when the timer will see to the drain; INT64_MAX for never */

	struct served {
		struct server *server;
		struct listen_fd socket;
		sd_event_source *source;
	} sockets[SOCKETS_MAX];
	size_t socket_count;

	uint64_t answered;
	uint64_t unsent; /* replies that could not be, and connections without one */
	struct refused refused[REFUSALS];
};

static uint64_t now_of(const struct server *self)
{
	uint64_t now = 0;

	sd_event_now(self->event, CLOCK_MONOTONIC, &now);
	return now;
}

/* --- what it says -------------------------------------------------------------------------- */

static void print_counts(const struct server *self, char *text, size_t size)
{
	uint64_t refused = 0;

	for (int i = 0; i < REFUSALS; i++)
		refused += self->refused[i].count;
	snprintf(text, size,
		"answered %" PRIu64 ", refused %" PRIu64 ": port %" PRIu64 ", address %" PRIu64
		", rate %" PRIu64 "; not sent %" PRIu64 ", dropped %zu",
		self->answered, refused, self->refused[REFUSED_PORT].count,
		self->refused[REFUSED_ADDRESS].count, self->refused[REFUSED_RATE].count,
		self->unsent, self->drain.dropped);
}

static void log_counts(struct server *self)
{
	char counts[COUNTS_SIZE];

	print_counts(self, counts, sizeof counts);
	log_message(&self->self.log, LOG_NOTICE, "%s", counts);
}

static void send_status(const struct server *self)
{
	char counts[COUNTS_SIZE];

	print_counts(self, counts, sizeof counts);
	sd_notifyf(false, "STATUS=%s", counts);
}

static int on_status(sd_event_source *source, uint64_t due, void *data)
{
	struct server *self = data;

	(void)source;
	(void)due;
	self->is_status_due = false;
	send_status(self);
	return 0;
}

/* Something has come: the idle time starts anew, and the counts have changed. */
static void note_activity(struct server *self)
{
	self->active = now_of(self);
	if (self->is_status_due)
		return;
	self->is_status_due = true;
	sd_event_source_set_time(self->status_timer, self->active + STATUS_INTERVAL);
	sd_event_source_set_enabled(self->status_timer, SD_EVENT_ONESHOT);
}

static void log_refusal(struct server *self, enum refusal why, const struct datagram *datagram)
{
	struct refused *refused = &self->refused[why];
	char source[INET6_ADDRSTRLEN];
	char text[REFUSAL_SIZE];
	bool is_ipv4 = IN6_IS_ADDR_V4MAPPED(&datagram->source);

	inet_ntop(is_ipv4 ? AF_INET : AF_INET6,
		is_ipv4 ? (const void *)&datagram->source.s6_addr[12] : &datagram->source, source,
		sizeof source);
	snprintf(text, sizeof text,
		"%s port %u gets no reply: %s (%" PRIu64 " such since the last line)", source,
		datagram->port, refusals[why].words, refused->unreported);
	if (self->self.log.channel == LOG_CHANNEL_JOURNAL &&
		sd_journal_send("MESSAGE=%s", text, "PRIORITY=%d", LOG_NOTICE,
			"SYSLOG_IDENTIFIER=inetkit-%s", self->answer.service.name,
			"INETKIT_PEER=%s", source, "INETKIT_PORT=%u", datagram->port,
			"INETKIT_REASON=%s", refusals[why].name, "INETKIT_REFUSED=%" PRIu64,
			refused->count, NULL) >= 0)
		return;
	log_message(&self->self.log, LOG_NOTICE, "%s", text);
}

static void note_refusal(struct server *self, enum refusal why, const struct datagram *datagram)
{
	struct refused *refused = &self->refused[why];
	int64_t now = (int64_t)now_of(self);

	refused->count++;
	refused->unreported++;
	if (now < refused->quiet_until)
		return;
	refused->quiet_until = now + REFUSALS_INTERVAL;
	log_refusal(self, why, datagram);
	refused->unreported = 0;
}

/* At the end: those that no line has told of. */
static void report_rest(struct server *self)
{
	uint64_t rest = 0;

	for (int i = 0; i < REFUSALS; i++)
		rest += self->refused[i].unreported;
	if (rest > 0)
		log_counts(self);
}

/* --- datagrams ----------------------------------------------------------------------------- */

/* Any of its sockets would be answered by any other. */
static bool is_own_port(const struct server *self, uint16_t port)
{
	for (size_t i = 0; i < self->socket_count; i++)
		if (self->sockets[i].socket.port == port)
			return true;
	return false;
}

/* Whether to answer at all: by RFC 868 and its like anybody is, and who lies about his address
 * makes us send to another. */
static enum refusal judge(struct server *self, const struct datagram *datagram, int64_t nanoseconds)
{
	/* An answer to a service may be answered, and so on without end: CVE-1999-0103. */
	if (datagram->port < PRIVILEGED_PORTS || is_own_port(self, datagram->port))
		return REFUSED_PORT;
	if (!datagram->is_unicast)
		return REFUSED_ADDRESS;
	if (self->answer.kind != RESPONDER_DISCARD &&
		!ratelimit_take(&self->rate, &datagram->source, nanoseconds))
		return REFUSED_RATE;
	return NOT_REFUSED;
}

static void answer_datagram(struct server *self, int i, int64_t nanoseconds)
{
	const struct datagram *datagram = &self->datagrams.received[i];
	enum refusal why = judge(self, datagram, nanoseconds);
	size_t size;
	const void *reply;

	if (why != NOT_REFUSED) {
		note_refusal(self, why, datagram);
		return;
	}
	reply = responder_make(&self->answer, udp_batch_request(&self->datagrams, i),
		datagram->size, !self->is_full, &self->prng, &size);
	self->answered++;
	if (reply != NULL)
		udp_batch_answer(&self->datagrams, i, reply, size);
}

static int64_t monotonic_nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A clock that cannot be read gives no answer: RFC 868 says so for a connection. */
static bool set_clock(struct server *self)
{
	int64_t now;

	return !self->answer.needs_clock ||
	       (now_get(&now) == 0 && responder_set_clock(&self->answer, now));
}

static int on_datagrams(sd_event_source *source, int fd, uint32_t events, void *data)
{
	const struct served *served = data;
	struct server *self = served->server;
	int count = 1;

	(void)source;
	(void)events;
	/* Until there are none: to ask once more costs less than to go round the loop of events. */
	for (int batch = 0; batch < BATCHES_IN_TURN && count > 0; batch++) {
		int64_t nanoseconds;
		size_t replies;
		size_t sent;

		count = udp_batch_receive(&self->datagrams, fd, self->answer.needs_request);
		if (count <= 0)
			break;
		if (!set_clock(self)) {
			self->unsent += (uint64_t)count;
			continue;
		}
		nanoseconds = monotonic_nanoseconds();
		for (int i = 0; i < count; i++)
			answer_datagram(self, i, nanoseconds);
		replies = self->datagrams.replies;
		sent = udp_batch_send(&self->datagrams, fd);
		self->answered -= replies - sent;
		self->unsent += replies - sent;
	}
	note_activity(self);
	return 0;
}

/* --- connections --------------------------------------------------------------------------- */

/* Unless the timer is set for an earlier moment already. */
static void time_drain(struct server *self)
{
	int64_t due = linger_list_due(&self->drain);

	if (due >= self->linger_due)
		return;
	self->linger_due = due;
	sd_event_source_set_time(self->drain_timer, (uint64_t)due);
	sd_event_source_set_enabled(self->drain_timer, SD_EVENT_ONESHOT);
}

static int on_drain_timer(sd_event_source *source, uint64_t due, void *data)
{
	struct server *self = data;

	(void)source;
	(void)due;
	self->linger_due = INT64_MAX;
	linger_list_advance(&self->drain, (int64_t)now_of(self));
	time_drain(self);
	return 0;
}

static int on_drain(sd_event_source *source, int fd, uint32_t events, void *data)
{
	struct server *self = data;

	(void)source;
	(void)fd;
	(void)events;
	linger_list_receive(&self->drain);
	return 0;
}

static void enable_accepting(struct server *self, int how)
{
	for (size_t i = 0; i < self->socket_count; i++)
		if (self->sockets[i].socket.is_stream)
			sd_event_source_set_enabled(self->sockets[i].source, how);
}

static int on_scarce_timer(sd_event_source *source, uint64_t due, void *data)
{
	(void)source;
	(void)due;
	enable_accepting(data, SD_EVENT_ON);
	return 0;
}

/* No descriptor or memory for a connection: whether room was made; else try again later. */
static bool relieve(struct server *self)
{
	if (linger_list_drop(&self->drain))
		return true;
	enable_accepting(self, SD_EVENT_OFF);
	sd_event_source_set_time(self->scarce_timer, now_of(self) + SCARCE_INTERVAL);
	sd_event_source_set_enabled(self->scarce_timer, SD_EVENT_ONESHOT);
	return false;
}

/* Whether there may be more. */
static bool accept_connection(struct server *self, int listening)
{
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	const void *reply;
	size_t size = 0;

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			return relieve(self);
		/* Other errors are those of a connection that has failed already, accept(2). */
		return errno != EAGAIN;
	}
	reply = set_clock(self) ? responder_make(&self->answer, NULL, 0, false, &self->prng, &size)
				: NULL;
	if (reply == NULL || linger_reply_ready(fd, reply, size) < 0) {
		self->unsent++;
		close(fd);
		return true;
	}
	self->answered++;
	linger_list_take(&self->drain, fd, (int64_t)now_of(self));
	return true;
}

static int on_connections(sd_event_source *source, int fd, uint32_t events, void *data)
{
	const struct served *served = data;
	struct server *self = served->server;

	(void)source;
	(void)events;
	for (int i = 0; i < CONNECTIONS_IN_TURN && accept_connection(self, fd); i++)
		if (i == 0)
			/* Not sooner: one waits for its answer. Nor later: most of those before
			 * have ended by now, and of those to come none. */
			linger_list_look(&self->drain);
	time_drain(self);
	note_activity(self);
	return 0;
}

/* --- life ---------------------------------------------------------------------------------- */

static int on_idle(sd_event_source *source, uint64_t due, void *data)
{
	struct server *self = data;
	uint64_t end = self->active + self->idle * UINT64_C(1000000);

	(void)due;
	if (self->drain.count == 0 && now_of(self) >= end)
		return sd_event_exit(self->event, FILTER_SERVED);
	/* What comes from now on is kept by the supervisor's socket for the next process. */
	if (end <= now_of(self))
		end = now_of(self) + UINT64_C(1000000);
	sd_event_source_set_time(source, end);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

static int on_end(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
	const struct server *self = data;

	(void)source;
	(void)info;
	return sd_event_exit(self->event, FILTER_SERVED);
}

static int on_count(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
	struct server *self = data;

	(void)source;
	(void)info;
	log_counts(self);
	send_status(self);
	return 0;
}

/* --- set-up -------------------------------------------------------------------------------- */

static int add_socket(struct server *self, const struct listen_fd *socket)
{
	struct served *served = &self->sockets[self->socket_count];
	int error;

	*served = (struct served){.server = self, .socket = *socket};
	error = sd_event_add_io(self->event, &served->source, socket->fd, EPOLLIN,
		socket->is_stream ? on_connections : on_datagrams, served);
	if (error >= 0)
		self->socket_count++;
	return error;
}

static const char *socket_cause(int error)
{
	switch (-error) {
	case ENOTSOCK:
		return "it is no socket; systemd passes one, and inetd or xinetd with wait";
	case EPROTOTYPE:
		return "neither a datagram socket nor, for a service over TCP, a listening one";
	case ENXIO:
		return "LISTEN_FDNAMES says that it is for something else";
	case ENFILE:
		return "there are too many sockets";
	default:
		return strerror(-error);
	}
}

/* One that cannot be served is named, and the others are served. */
static void take_sockets(struct server *self)
{
	int first;
	char **names;
	int count = listen_fds_passed(&first, &names);

	if (count < 0)
		log_message(
			&self->self.log, LOG_ERR, "cannot take the sockets: %s", strerror(-count));
	for (int i = 0; i < count; i++) {
		struct listen_fd socket;
		int fd = first + i;
		int error = listen_fds_are_named(names, i, self->answer.service.name)
				    ? listen_fds_examine(fd, &socket)
				    : -ENXIO;

		if (error == 0 && socket.is_stream && !self->answer.is_for_streams)
			error = -EPROTOTYPE;
		if (error == 0 && self->socket_count == SOCKETS_MAX)
			error = -ENFILE;
		if (error == 0)
			error = add_socket(self, &socket);
		if (error < 0)
			log_explained(&self->self.log, LOG_ERR, MESSAGE_CANNOT_SERVE,
				"cannot serve %s on descriptor %d: %s", self->answer.service.name,
				fd, socket_cause(error));
	}
	listen_fds_free_names(names);
}

static int add_timer(struct server *self, sd_event_source **ret, sd_event_time_handler_t handler)
{
	int error = sd_event_add_time(self->event, ret, CLOCK_MONOTONIC, 0, 1000, handler, self);

	return error < 0 ? error : sd_event_source_set_enabled(*ret, SD_EVENT_OFF);
}

static int add_signal(struct server *self, int number, sd_event_signal_handler_t handler)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, number);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	return sd_event_add_signal(self->event, NULL, number, handler, self);
}

static int add_sources(struct server *self)
{
	struct rlimit descriptors = {.rlim_cur = LINGER_LIST_MAX};
	int error;

	getrlimit(RLIMIT_NOFILE, &descriptors);
	error = linger_list_prepare(&self->drain, descriptors.rlim_cur > DESCRIPTORS_KEPT
							  ? descriptors.rlim_cur - DESCRIPTORS_KEPT
							  : 0);
	if (error < 0 ||
		(error = sd_event_add_io(
			 self->event, NULL, self->drain.epoll, EPOLLIN, on_drain, self)) < 0 ||
		(error = add_timer(self, &self->drain_timer, on_drain_timer)) < 0 ||
		(error = add_timer(self, &self->scarce_timer, on_scarce_timer)) < 0 ||
		(error = add_timer(self, &self->status_timer, on_status)) < 0 ||
		(error = add_timer(self, &self->idle_timer, on_idle)) < 0 ||
		(error = add_signal(self, SIGTERM, on_end)) < 0 ||
		(error = add_signal(self, SIGINT, on_end)) < 0 ||
		(error = add_signal(self, SIGUSR1, on_count)) < 0)
		return error;
	self->linger_due = INT64_MAX;
	sd_event_now(self->event, CLOCK_MONOTONIC, &self->active);
	if (self->idle > 0) {
		sd_event_source_set_time(
			self->idle_timer, self->active + self->idle * UINT64_C(1000000));
		sd_event_source_set_enabled(self->idle_timer, SD_EVENT_ONESHOT);
	}
	return sd_event_set_watchdog(self->event, true);
}

static void read_options(struct server *self, int argc, char *argv[])
{
	struct filter *filter = &self->self;
	int option;

	while ((option = filter_option(filter, argc, argv, "+:b:fhi:r:V")) > 0)
		switch (option) {
		case 'b':
			self->burst = filter_number(filter, 'b', 1, RATELIMIT_MAX);
			break;
		case 'f':
			self->is_full = true;
			break;
		case 'i':
			self->idle = (unsigned)filter_number(filter, 'i', 0, IDLE_MAX);
			break;
		case 'r':
			self->rate_limit = filter_number(filter, 'r', 0, RATELIMIT_MAX);
			break;
		}
}

/* The operands: a service, and its arguments. */
static void read_service(struct server *self, int argc, char *argv[])
{
	struct filter *filter = &self->self;

	if (optind == argc)
		filter_refuse(filter, "which service?");
	if (!responder_find(&self->answer, argv[optind]))
		filter_refuse(filter, "%s: no service that shared serves", argv[optind]);
	filter->log.name = self->answer.service.name;
	snprintf(self->usage_name, sizeof self->usage_name, "shared [option ...] %s",
		self->answer.service.name);
	filter->service = self->answer.service;
	filter->service.name = self->usage_name;
	responder_configure(&self->answer, filter, argc - optind, argv + optind);
	if (!set_clock(self) && self->answer.kind == RESPONDER_DAYTIME)
		options_daytime_refuse(filter);
}

int main(int argc, char *argv[])
{
	static struct server server; /* too large for the stack */
	struct server *self = &server;
	struct filter *filter = &self->self;
	int error;

	*filter = (struct filter){
		.service = shared, .operands = true, .shared = true, .log.outlives_syslog = true};
	self->idle = IDLE_DEFAULT;
	self->rate_limit = RATE_DEFAULT;
	self->burst = BURST_DEFAULT;
	read_options(self, argc, argv);
	read_service(self, argc, argv);

	signal(SIGPIPE, SIG_IGN);
	io_hold_standard();
	error = ratelimit_prepare(&self->rate, self->rate_limit, self->burst);
	if (error == 0 && getrandom(&self->prng.state, sizeof self->prng.state, 0) < 0)
		error = -errno;
	if (error == 0)
		error = sd_event_new(&self->event);
	if (error >= 0)
		error = add_sources(self);
	if (error < 0)
		return filter_end(filter, error);
	take_sockets(self);
	if (self->answer.needs_request)
		udp_batch_touch(&self->datagrams);
	if (self->socket_count == 0)
		return FILTER_FAILED;

	sd_notify(false, "READY=1");
	sandbox_enter(&policy_shared, &filter->log);
	error = sd_event_loop(self->event);
	report_rest(self);
	send_status(self);
	sd_notify(false, "STOPPING=1");
	linger_list_end(&self->drain);
	responder_free(&self->answer);
	return error < 0 ? filter_end(filter, error) : error;
}
