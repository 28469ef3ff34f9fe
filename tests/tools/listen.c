/* SPDX-License-Identifier: ISC */
/*
 * Binds a TCP socket, a UDP socket or both to a port, by default one that the kernel chooses, and
 * executes a program that takes them by sd_listen_fds(3). systemd-socket-activate rejects port 0,
 * and passes sockets of one type only.
 */
#include "common/address.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_FD = 3 };

/* Returns -1 if the port is in use. */
static int open_socket(const struct address *address, int type)
{
	const int on = 1;
	int fd = socket(address->any.sa_family, type, 0);

	if (fd < 0)
		err(1, "socket");
	/*
	 * As systemd does: connections in TIME-WAIT do not block the port. If the kernel chooses
	 * it, this would allow one on which another server is about to listen.
	 */
	if (type == SOCK_STREAM && address->in.sin_port != 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, &address->any, address->size) == 0 &&
		(type == SOCK_DGRAM || listen(fd, SOMAXCONN) == 0))
		return fd;
	if (errno != EADDRINUSE)
		err(1, "bind or listen");
	close(fd);
	return -1;
}

/* Opens both on one port. If the kernel chooses that of the first, the second may be in use. */
static void open_both(const struct address *address, int ret_fds[2])
{
	struct address bound = *address;

	do {
		ret_fds[0] = open_socket(address, SOCK_STREAM);
		if (ret_fds[0] < 0)
			return;
		if (getsockname(ret_fds[0], &bound.any, &bound.size) < 0)
			err(1, "getsockname");
		ret_fds[1] = open_socket(&bound, SOCK_DGRAM);
		if (ret_fds[1] < 0)
			close(ret_fds[0]);
	} while (ret_fds[1] < 0 && address->in.sin_port == 0);
}

/* Moves the socket to the descriptor where the program expects it. */
static void pass(int fd, int number)
{
	if (fd < 0)
		errx(1, "the port is in use");
	if (fd == number)
		return;
	if (dup2(fd, number) < 0)
		err(1, "dup2");
	close(fd);
}

static _Noreturn void show_usage(void)
{
	fputs("usage: listen [-tu] [-p PORT] ADDRESS PROGRAM [ARG...]\n"
	      "-t: TCP (the default), -u: UDP, -tu: both on one port\n",
		stderr);
	exit(2);
}

int main(int argc, char *argv[])
{
	struct address address;
	bool stream = false;
	bool datagram = false;
	const char *port = "0";
	int fds[2] = {-1, -1};
	int passed;
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
	if (stream && datagram)
		open_both(&address, fds);
	else
		fds[0] = open_socket(&address, datagram ? SOCK_DGRAM : SOCK_STREAM);
	for (passed = 0; passed < 1 + (stream && datagram); passed++)
		pass(fds[passed], FIRST_FD + passed);
	snprintf(number, sizeof number, "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof number, "%d", passed);
	setenv("LISTEN_FDS", number, 1);
	execvp(argv[1], argv + 1);
	err(1, "%s", argv[1]);
}
