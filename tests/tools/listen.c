/* SPDX-License-Identifier: ISC */
/*
 * Binds a TCP socket, a UDP socket or both to a port, by default one that the kernel chooses, and
 * executes a program that takes them by sd_listen_fds(3). systemd-socket-activate rejects port 0,
 * and passes sockets of one type only.
 */
#include "common/address.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_FD = 3 };

/* Open the socket as the descriptor where the program expects it. */
static void pass(const struct address *address, int type, int number)
{
	const int on = 1;
	int fd = socket(address->any.sa_family, type, 0);

	if (fd < 0)
		err(1, "socket");
	/* As systemd does: connections in TIME-WAIT do not block the port. */
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, &address->any, address->size) < 0)
		err(1, "bind");
	if (type == SOCK_STREAM && listen(fd, SOMAXCONN) < 0)
		err(1, "listen");
	if (fd == number)
		return;
	if (dup2(fd, number) < 0)
		err(1, "dup2");
	close(fd);
}

static _Noreturn void show_usage(void)
{
	fputs("usage: listen [-tu] [-p PORT] ADDRESS PROGRAM [ARG...]\n"
	      "-t: TCP (the default), -u: UDP, -tu: both\n",
		stderr);
	exit(2);
}

int main(int argc, char *argv[])
{
	struct address address;
	bool stream = false;
	bool datagram = false;
	const char *port = "0";
	int passed = 0;
	char number[16];
	int option;

	while ((option = getopt(argc, argv, "+p:tu")) != -1)
		switch (option) {
		case 'p':
			port = optarg;
			break;
		case 't':
			stream = true;
			break;
		case 'u':
			datagram = true;
			break;
		default:
			show_usage();
		}
	argv += optind;
	argc -= optind;
	if (argc < 2 || !address_parse(argv[0], port, &address))
		show_usage();
	if (stream || !datagram)
		pass(&address, SOCK_STREAM, FIRST_FD + passed++);
	if (datagram)
		pass(&address, SOCK_DGRAM, FIRST_FD + passed++);
	snprintf(number, sizeof number, "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof number, "%d", passed);
	setenv("LISTEN_FDS", number, 1);
	execvp(argv[1], argv + 1);
	err(1, "%s", argv[1]);
}
