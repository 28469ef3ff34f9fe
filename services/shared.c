/* SPDX-License-Identifier: ISC */
/*
 * One process for all peers of a service: over UDP, which has no connections, and over TCP at sites
 * with more connections than the system can start processes for. A supervisor starts it when the
 * first packet arrives, and it exits after an idle time.
 */
#include "base/io.h"
#include "generated/messages.h"
#include "generated/policy.h"
#include "shared/event_timer.h"
#include "shared/listen_fds.h"
#include "shared/responder.h"
#include "shared/socket_events.h"
#include "shared/stats.h"
#include "shared/tcp.h"
#include "shared/udp.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

/* -i: exit after this number of idle seconds; 0 for never. */
enum { IDLE_DEFAULT = 300, IDLE_MAX = 86400 };

/*
 * -r and -b: packets per second to one network, and packets at once after a pause. An attacker who
 * forges sources in a network can use up its rate. So the rate is low only where the attacker gains
 * by it, because the replies are longer than the requests.
 */
enum {
	RATE_DEFAULT = 1000,
	BURST_DEFAULT = 2000,
	AMPLIFIED_RATE_DEFAULT = 50,
	AMPLIFIED_BURST_DEFAULT = 100,
	NOT_GIVEN = -1,
};

static const struct service shared = {
	.name = "shared",
	.description = "serves many peers of a service in one process",
	.synopsis = "[-fhV] [-b burst] [-i seconds] [-r rate] service [arg ...]",
};

struct server {
	struct filter filter;
	char usage_name[64];
	unsigned idle; /* seconds, 0 for no limit */
	struct udp_settings settings;
	sd_event *event;
	sd_event_source *idle_timer;
	struct responder responder;
	struct stats stats;
	struct socket_events events;
	struct udp udp;
	struct tcp tcp;
	size_t socket_count;
};

static uint64_t idle_end(const struct server *self)
{
	return stats_last_activity(&self->stats) + self->idle * UINT64_C(1000000);
}

static int on_idle(sd_event_source *source, uint64_t due __attribute__((unused)), void *userdata)
{
	struct server *self = userdata;
	uint64_t now = event_timer_now(self->event);
	uint64_t end = idle_end(self);

	/* The supervisor's socket keeps what arrives from now on for the next process. */
	if (end <= now && !tcp_has_connections(&self->tcp))
		return sd_event_exit(self->event, FILTER_SERVED);
	event_timer_start(source, end > now ? end : now + UINT64_C(1000000));
	return 0;
}

static int on_end_signal(sd_event_source *source __attribute__((unused)),
	const struct signalfd_siginfo *info __attribute__((unused)), void *userdata)
{
	const struct server *self = userdata;

	return sd_event_exit(self->event, FILTER_SERVED);
}

static int on_report_signal(sd_event_source *source __attribute__((unused)),
	const struct signalfd_siginfo *info __attribute__((unused)), void *userdata)
{
	struct server *self = userdata;

	stats_report(&self->stats);
	return 0;
}

static int add_socket(struct server *self, const struct listen_fd *socket)
{
	int error;

	if (self->socket_count == LISTEN_FDS_MAX)
		return -ENFILE;
	error = socket->is_stream ? tcp_serve(&self->tcp, &self->events, socket)
				  : udp_serve(&self->udp, &self->events, socket);
	if (error < 0)
		return error;
	udp_add_own_port(&self->udp, socket->port);
	self->socket_count++;
	return 0;
}

/* A descriptor that cannot be served is logged; the others are served. */
static void take_sockets(struct server *self)
{
	const struct responder *responder = &self->responder;
	struct log *log = &self->filter.log;
	struct listen_fds passed;
	int error = listen_fds_open(&passed);

	if (error < 0)
		log_message(log, LOG_ERR, "cannot take the sockets: %s", strerror(-error));
	for (int i = 0; i < passed.count; i++) {
		struct listen_fd socket;

		error = listen_fds_examine(
			&passed, i, responder->service.name, responder->is_for_streams, &socket);
		if (error == 0)
			error = add_socket(self, &socket);
		if (error < 0)
			log_explained(log, LOG_ERR, MESSAGE_CANNOT_SERVE,
				"cannot serve %s on descriptor %d: %s", responder->service.name,
				socket.fd, listen_fds_cause(error));
	}
	listen_fds_close(&passed);
}

static int add_signal(struct server *self, int number, sd_event_signal_handler_t on_signal)
{
	sigset_t mask;

	sigemptyset(&mask);
	sigaddset(&mask, number);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	return sd_event_add_signal(self->event, NULL, number, on_signal, self);
}

static int set_up(struct server *self)
{
	struct stats *stats = &self->stats;
	struct responder *responder = &self->responder;
	int error;

	if ((error = responder_seed(responder)) < 0 ||
		(error = udp_begin(&self->udp, &self->settings, responder, stats)) < 0 ||
		(error = sd_event_new(&self->event)) < 0 ||
		(error = stats_begin(stats, self->event, &self->filter.log)) < 0 ||
		(error = socket_events_begin(&self->events, self->event, stats)) < 0 ||
		(error = tcp_begin(&self->tcp, self->event, responder, stats)) < 0 ||
		(error = event_timer_new(self->event, on_idle, self, &self->idle_timer)) < 0 ||
		(error = add_signal(self, SIGTERM, on_end_signal)) < 0 ||
		(error = add_signal(self, SIGINT, on_end_signal)) < 0 ||
		(error = add_signal(self, SIGUSR1, on_report_signal)) < 0)
		return error;
	if (self->idle > 0)
		event_timer_start(self->idle_timer, idle_end(self));
	return sd_event_set_watchdog(self->event, true);
}

static void read_options(struct server *self, int argc, char *argv[])
{
	struct filter *filter = &self->filter;
	int option;

	while ((option = filter_option(filter, argc, argv, "+:b:fhi:r:V")) > 0)
		switch (option) {
		case 'b':
			self->settings.burst = filter_number(filter, 'b', 1, RATELIMIT_MAX);
			break;
		case 'f':
			self->settings.is_full = true;
			break;
		case 'i':
			self->idle = (unsigned)filter_number(filter, 'i', 0, IDLE_MAX);
			break;
		case 'r':
			self->settings.rate = filter_number(filter, 'r', 0, RATELIMIT_MAX);
			break;
		}
}

static void set_default_limits(struct server *self)
{
	struct udp_settings *settings = &self->settings;
	bool amplifies = responder_amplifies(&self->responder, settings->is_full);

	if (settings->rate == NOT_GIVEN)
		settings->rate = amplifies ? AMPLIFIED_RATE_DEFAULT : RATE_DEFAULT;
	if (settings->burst == NOT_GIVEN)
		settings->burst = amplifies ? AMPLIFIED_BURST_DEFAULT : BURST_DEFAULT;
}

/* The operands: a service, and its arguments. */
static void read_service(struct server *self, int argc, char *argv[])
{
	struct filter *filter = &self->filter;
	struct responder *responder = &self->responder;

	if (optind == argc)
		filter_refuse(filter, "missing operand: service");
	if (responder_find(responder, argv[optind]) < 0)
		filter_refuse(filter, "%s: shared does not serve this service", argv[optind]);
	filter->log.name = responder->service.name;
	snprintf(self->usage_name, sizeof self->usage_name, "shared [option ...] %s",
		responder->service.name);
	filter->service = responder->service;
	filter->service.name = self->usage_name;
	responder_configure(responder, filter, argc - optind, argv + optind);
}

int main(int argc, char *argv[])
{
	static struct server server; /* too large for the stack */
	struct server *self = &server;
	struct filter *filter = &self->filter;
	int error;

	*filter = (struct filter){
		.service = shared, .operands = true, .shared = true, .log.outlives_syslog = true};
	self->idle = IDLE_DEFAULT;
	self->settings = (struct udp_settings){.rate = NOT_GIVEN, .burst = NOT_GIVEN};
	read_options(self, argc, argv);
	read_service(self, argc, argv);
	set_default_limits(self);

	signal(SIGPIPE, SIG_IGN);
	io_hold_standard(0);
	error = set_up(self);
	if (error < 0)
		return filter_end(filter, error);
	take_sockets(self);
	if (self->socket_count == 0)
		return FILTER_FAILED;

	sd_notify(false, "READY=1");
	sandbox_enter(&policy_shared, &filter->log);
	error = sd_event_loop(self->event);
	stats_end(&self->stats);
	sd_notify(false, "STOPPING=1");
	tcp_end(&self->tcp);
	responder_free(&self->responder);
	return error < 0 ? filter_end(filter, error) : error;
}
