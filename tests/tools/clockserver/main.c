/* SPDX-License-Identifier: ISC */
/* clockserver: the options and the event loop. See clockserver.h. */
#include "base/now.h"
#include "clockserver/clockserver.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { EVENTS = 256 };

static _Noreturn void show_usage(void)
{
	fputs("usage: clockserver [-nuv] [-a ADDRESS] [-p PORT] [-o OFFSET-SECONDS] [-m MODE]...\n"
	      "Prints its port.\n"
	      "-n: NTP\n"
	      "-u: UDP only\n"
	      "-v: log each reply: protocol, client, Unix time in the reply, seconds since the\n"
	      "    start, requests that waited for a reply\n"
	      "Modes, which can be combined:\n"
	      "truncate (the default), round: the fraction of a second\n"
	      "even: even seconds only\n"
	      "step=N,SECONDS: the clock is set forward by this after N replies\n"
	      "drift=PPM: the clock gains this from the start on\n"
	      "lie: random times\n"
	      "eight, short: replies of 8 bytes, as inetutils sends them, or of 3 bytes\n"
	      "silent: no reply\n"
	      "reset: the connection is reset\n"
	      "slow: one byte per second; a datagram after a second\n"
	      "delay=MS: wait before each reply\n"
	      "leap=N, version=N, stratum=N, precision=N: these fields of NTP\n"
	      "kiss=CODE, kiss=CODE,N: kiss-o'-death, after N replies\n"
	      "twice: each reply of NTP is sent twice\n"
	      "forge=kiss, mode, origin, port, replay, short: a reply of NTP that is to be\n"
	      "    ignored comes before each reply\n",
		stderr);
	exit(2);
}

static void parse_arguments(
	struct server *self, int argc, char *argv[], struct address *ret_address)
{
	const char *host = "127.0.0.1";
	const char *port = "0";
	bool is_valid = true;
	int option;

	while (is_valid && (option = getopt(argc, argv, "a:m:no:p:uv")) != -1)
		switch (option) {
		case 'a':
			host = optarg;
			break;
		case 'm':
			is_valid = mode_parse(self, optarg);
			break;
		case 'n':
			self->ntp.is_on = true;
			self->has_tcp = false;
			break;
		case 'o':
			is_valid = mode_parse_time(optarg, SECOND, &self->offset);
			break;
		case 'p':
			port = optarg;
			break;
		case 'u':
			self->has_tcp = false;
			break;
		case 'v':
			self->is_verbose = true;
			break;
		default:
			is_valid = false;
		}
	if (!is_valid || optind < argc || !address_parse(host, port, ret_address))
		show_usage();
}

int main(int argc, char *argv[])
{
	struct server self = {.step_after = -1,
		.size = 4,
		.has_tcp = true,
		.tcp = -1,
		.ntp = {.stratum = 2, .precision = -24}};
	struct epoll_event events[EVENTS];
	struct address address;

	parse_arguments(&self, argc, argv, &address);
	self.start = now_monotonic();
	self.end = &self.first;
	events_begin(&self.events);
	sockets_open(&self, &address);
	sockets_watch(&self, self.events.timer);
	sockets_watch(&self, self.udp);
	if (self.has_tcp)
		sockets_watch(&self, self.tcp);

	for (;;) {
		int count = events_wait(&self.events, events, EVENTS);

		for (int i = 0; i < count; i++) {
			int fd = events[i].data.fd;

			if (fd == self.events.timer)
				job_do_due(&self);
			else if (fd == self.udp)
				sockets_receive(&self);
			else if (fd == self.tcp)
				sockets_accept(&self);
			else
				sockets_discard(fd);
		}
	}
}
