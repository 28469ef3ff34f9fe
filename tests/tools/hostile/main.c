/* SPDX-License-Identifier: ISC */
/*
 * Hostile peers: they open connections to a server from several addresses, misbehave, and open the
 * next one when the server has ended one. Prints a line when as many have been opened as are held
 * at a time, and at the end how many were opened.
 */
#include "hostile/hostile.h"

#include "base/now.h"
#include "base/number.h"
#include "common/allocate.h"

#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

enum { HELD_MAX = 4096, ADDRESSES_MAX = 60000, WAIT_MILLISECONDS = 20 };

static const char kinds[] = "ghnrtv";

/* After a connection has ended, or could not be opened, the next one begins after this time. */
#define PAUSE (SECOND)

struct attack {
	struct address server;
	int64_t addresses;
	int64_t held;
	int64_t interval; /* of a trickle, in seconds */
	int64_t opened;
};

static volatile sig_atomic_t is_over;

static void on_signal(__attribute__((unused)) int number)
{
	is_over = 1;
}

/* Sources are 127.66.0.1, 127.66.0.2 and so on, each in a network /24 with at most 250 others. */
static struct address source_of(const struct attack *self, int64_t number)
{
	uint32_t host = (uint32_t)(number % self->addresses);
	struct address source = {.size = sizeof source.in};

	source.in.sin_family = AF_INET;
	source.in.sin_addr.s_addr =
		htonl(UINT32_C(0x7f420000) + (host / 250) * 256 + host % 250 + 1);
	return source;
}

static void begin(struct attack *self, struct hostile_connection *connection, int64_t now)
{
	struct address source = source_of(self, self->opened);

	connection->kind = kinds[(size_t)self->opened % strlen(kinds)];
	if (hostile_open(connection, &self->server, &source, now) && ++self->opened == self->held) {
		printf("%lld opened\n", (long long)self->opened);
		fflush(stdout);
	}
	if (connection->fd < 0)
		connection->due = now + PAUSE;
}

static void advance(struct attack *self, struct hostile_connection *connection,
	const struct pollfd *event, int64_t now)
{
	if (connection->fd < 0) {
		if (connection->due <= now)
			begin(self, connection, now);
		return;
	}
	hostile_act(connection, event->revents, now, self->interval * SECOND);
	if (connection->is_ended) {
		close(connection->fd);
		connection->fd = -1;
		connection->due = now + PAUSE;
	}
}

static void run(struct attack *self)
{
	struct hostile_connection *connections = allocate((size_t)self->held, sizeof *connections);
	struct pollfd *events = allocate((size_t)self->held, sizeof *events);

	for (int64_t i = 0; i < self->held; i++)
		connections[i].fd = -1;
	while (is_over == 0) {
		int64_t now = now_monotonic();

		for (int64_t i = 0; i < self->held; i++) {
			advance(self, &connections[i], &events[i], now);
			events[i].fd = connections[i].fd;
			events[i].events = hostile_events(&connections[i]);
		}
		poll(events, (nfds_t)self->held, WAIT_MILLISECONDS);
	}
	free(events);
	free(connections);
}

static _Noreturn void show_usage(void)
{
	fputs("usage: hostile [-a ADDRESSES] [-i SECONDS] [-j HELD] ADDRESS PORT\n"
	      "Opens connections to an IPv4 address until SIGTERM, at most HELD at a time, from\n"
	      "ADDRESSES addresses of 127.66.0.0/16. In turn, the connections\n"
	      "  g  send 10 MB and read nothing\n"
	      "  h  half-close at once\n"
	      "  n  send and read nothing\n"
	      "  r  reset at once\n"
	      "  t  send a byte every SECONDS, and read\n"
	      "  v  vanish without a packet\n",
		stderr);
	exit(2);
}

static void parse_arguments(int argc, char *argv[], struct attack *self)
{
	bool is_valid = true;
	int option;

	while (is_valid && (option = getopt(argc, argv, "a:i:j:")) != -1)
		switch (option) {
		case 'a':
			is_valid = number_parse(optarg, 1, ADDRESSES_MAX, &self->addresses);
			break;
		case 'i':
			is_valid = number_parse(optarg, 1, 3600, &self->interval);
			break;
		case 'j':
			is_valid = number_parse(optarg, 1, HELD_MAX, &self->held);
			break;
		default:
			is_valid = false;
		}
	if (!is_valid || argc - optind != 2 ||
		!address_parse(argv[optind], argv[optind + 1], &self->server) ||
		self->server.any.sa_family != AF_INET)
		show_usage();
}

int main(int argc, char *argv[])
{
	struct attack attack = {.addresses = 8, .held = 64, .interval = 20};
	struct rlimit descriptors = {HELD_MAX + 64, HELD_MAX + 64};

	parse_arguments(argc, argv, &attack);
	if (setrlimit(RLIMIT_NOFILE, &descriptors) < 0)
		err(1, "setrlimit");
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	run(&attack);
	printf("%lld opened\n", (long long)attack.opened);
	return 0;
}
