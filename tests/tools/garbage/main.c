/* SPDX-License-Identifier: ISC */
/* A server or a client that sends garbage: see garbage.h. */
#include "garbage/garbage.h"

#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COUNT_MAX = 1000000 };

static _Noreturn void show_usage(void)
{
	fputs("usage: garbage [-r] SEED\n"
	      "       garbage -c COUNT [-ru] [-w TEXT] SEED ADDRESS PORT\n"
	      "Serves TCP and UDP on a port that it prints; with -c, visits a server over IPv4.\n"
	      "-c: this number of connections, or with -u of sockets that send datagrams\n"
	      "-r: random bytes only; -w: what a right client might send\n",
		stderr);
	exit(2);
}

int main(int argc, char *argv[])
{
	static struct garbage self;
	struct garbage_visits visits = {.text = ""};
	bool is_datagram = false;
	bool is_valid = true;
	int option;

	while (is_valid && (option = getopt(argc, argv, "c:ruw:")) != -1)
		switch (option) {
		case 'c':
			is_valid = number_parse(optarg, 1, COUNT_MAX, &visits.count);
			break;
		case 'r':
			self.is_random = true;
			break;
		case 'u':
			is_datagram = true;
			break;
		case 'w':
			visits.text = optarg;
			is_valid = strlen(optarg) <= GARBAGE_DATAGRAM_SIZE;
			break;
		default:
			is_valid = false;
		}
	if (!is_valid || argc - optind != (visits.count > 0 ? 3 : 1))
		show_usage();
	self.prng.state = strtoull(argv[optind], NULL, 10);
	if (visits.count == 0)
		garbage_serve(&self);
	else if (!address_parse(argv[optind + 1], argv[optind + 2], &visits.server) ||
		 visits.server.any.sa_family != AF_INET)
		show_usage();
	else if (is_datagram)
		garbage_send_datagrams(&self, &visits);
	else
		garbage_connect(&self, &visits);
	return 0;
}
