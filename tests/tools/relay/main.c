/* SPDX-License-Identifier: ISC */
/* relay: the options and the event loop. See relay.h. */
#include "common/server.h"
#include "relay/relay.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { EVENTS = 256 };

static _Noreturn void show_usage(void)
{
	fputs("usage: relay [-u] [-d MS] [-r MS] [-j MS] [-J MS] [-l PERCENT] [-L PERCENT]\n"
	      "             [-s SEED] TARGET-ADDRESS TARGET-PORT\n"
	      "Listens on a port of 127.0.0.1, which it prints, until standard input ends.\n"
	      "-u: UDP instead of TCP\n"
	      "-d, -j, -l: delay, maximum jitter and loss to the server; -r, -J, -L: back\n",
		stderr);
	exit(2);
}

static double parse_number(const char *text)
{
	char *end;
	double number = strtod(text, &end);

	if (end == text || *end != '\0' || !(number >= 0) || number > 1e9)
		show_usage();
	return number;
}

static void parse_arguments(struct relay *self, int argc, char *argv[])
{
	int option;

	while ((option = getopt(argc, argv, "d:j:l:r:s:uJ:L:")) != -1)
		switch (option) {
		case 'd':
		case 'r':
			self->delay[option == 'r'] = (int64_t)(parse_number(optarg) * 1e6);
			break;
		case 'j':
		case 'J':
			self->jitter[option == 'J'] = (int64_t)(parse_number(optarg) * 1e6);
			break;
		case 'l':
		case 'L':
			self->loss[option == 'L'] = parse_number(optarg) / 100;
			break;
		case 's':
			srand48((long)parse_number(optarg));
			break;
		case 'u':
			self->is_udp = true;
			break;
		default:
			show_usage();
		}
	if (argc - optind != 2 || !address_parse(argv[optind], argv[optind + 1], &self->target))
		show_usage();
}

static void listen_on_loopback(struct relay *self)
{
	struct address loopback;

	address_parse("127.0.0.1", "0", &loopback);
	self->listener = server_open(self->is_udp ? SOCK_DGRAM : SOCK_STREAM, &loopback);
	if (self->listener < 0)
		err(1, "listen");
	server_print_port(self->listener);
}

/* The pointer of a source that is not a queue is the address of the member with its descriptor. */
static void add_source(struct relay *self, int fd, void *pointer)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = pointer};

	/* Fails for /dev/null as standard input, which does not end as a pipe does. */
	epoll_ctl(self->events.epoll, EPOLL_CTL_ADD, fd, &event);
}

static void on_events(struct relay *self, struct queue *queue, uint32_t events)
{
	if (self->is_udp)
		datagram_on_reply(self, queue);
	else
		stream_on_events(self, queue, events);
}

static void on_listener(struct relay *self)
{
	if (self->is_udp)
		datagram_receive(self);
	else
		stream_accept(self);
}

static void deliver_due(struct relay *self)
{
	struct queue *queue;

	while ((queue = schedule_take(self)) != NULL) {
		if (queue->session->is_closed)
			continue;
		if (self->is_udp)
			datagram_deliver(self, queue);
		else
			stream_deliver(self, queue);
	}
	schedule_set_timer(self);
}

int main(int argc, char *argv[])
{
	static struct relay self;
	struct epoll_event events[EVENTS];
	int input = STDIN_FILENO;

	srand48(1);
	parse_arguments(&self, argc, argv);
	/* The default slack would add up to 50 microseconds to every delay. */
	prctl(PR_SET_TIMERSLACK, 1);
	events_begin(&self.events);
	listen_on_loopback(&self);
	add_source(&self, self.listener, &self.listener);
	add_source(&self, self.events.timer, &self.events.timer);
	add_source(&self, input, &input);

	for (;;) {
		int count = events_wait(&self.events, events, EVENTS);

		for (int i = 0; i < count; i++) {
			void *source = events[i].data.ptr;
			char data[256];

			if (source == &input && read(input, data, sizeof data) <= 0)
				return 0;
			if (source == &self.listener)
				on_listener(&self);
			else if (source != &self.events.timer && source != &input)
				on_events(&self, source, events[i].events);
		}
		deliver_due(&self);
		session_free_closed(&self);
	}
}
