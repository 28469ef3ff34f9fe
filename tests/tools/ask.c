/* SPDX-License-Identifier: ISC */
/*
 * Sends standard input as one datagram, and prints the reply. With -q it checks without waiting
 * that there is no reply: it sends a second request, which must be answered, from another port. A
 * server answers in order, so a reply to the first request would be there by then.
 */
#include "common/address.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { DATAGRAM_MAX = 65535, TIMEOUT = 10, REPLIED = 0, NO_REPLY = 1, FAILED = 2 };

static _Noreturn void show_usage(void)
{
	fputs("usage: ask [-b SOURCE] [-p SOURCE-PORT] [-q SECOND-ADDRESS] ADDRESS PORT\n"
	      "Exit status: 0 with a reply, 1 without.\n",
		stderr);
	exit(FAILED);
}

/* Not connected, so that a reply from the wrong address is noticed. */
static int open_socket(int family, const char *source, const char *port)
{
	const struct timeval timeout = {.tv_sec = TIMEOUT};
	const char *any = family == AF_INET ? "0.0.0.0" : "::";
	const int on = 1;
	struct address address;
	int fd;

	if (!address_parse(source == NULL ? any : source, port, &address))
		show_usage();
	fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, &address.any, address.size) < 0)
		err(FAILED, "bind");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
	return fd;
}

static void send_request(int fd, const struct address *to, const char *data, size_t size)
{
	if (sendto(fd, data, size, 0, &to->any, to->size) != (ssize_t)size)
		err(FAILED, "sendto");
}

/* The size of the reply, which must come from that address; -1 without a reply. */
static ssize_t receive(int fd, const struct address *from, char *data, int flags)
{
	struct address sender = {.size = sizeof sender};
	ssize_t n = recvfrom(fd, data, DATAGRAM_MAX, flags, &sender.any, &sender.size);

	if (n >= 0 &&
		(sender.size != from->size || memcmp(&sender.any, &from->any, from->size) != 0))
		errx(FAILED, "the reply comes from another address");
	return n;
}

int main(int argc, char *argv[])
{
	static char data[DATAGRAM_MAX];
	const char *source = NULL;
	const char *port = "0";
	const char *second = NULL;
	struct address to;
	struct address second_to;
	size_t request;
	ssize_t reply;
	int option;
	int fd;

	while ((option = getopt(argc, argv, "b:p:q:")) != -1)
		switch (option) {
		case 'b':
			source = optarg;
			break;
		case 'p':
			port = optarg;
			break;
		case 'q':
			second = optarg;
			break;
		default:
			show_usage();
		}
	if (argc - optind != 2 || !address_parse(argv[optind], argv[optind + 1], &to) ||
		(second != NULL && !address_parse(second, argv[optind + 1], &second_to)))
		show_usage();
	fd = open_socket(to.any.sa_family, source, port);
	request = fread(data, 1, sizeof data, stdin);
	send_request(fd, &to, data, request);
	if (second != NULL) {
		int second_fd = open_socket(second_to.any.sa_family, NULL, "0");

		send_request(second_fd, &second_to, data, request);
		if (receive(second_fd, &second_to, data, 0) < 0)
			err(FAILED, "no reply to the second request");
		reply = receive(fd, &to, data, MSG_DONTWAIT);
	} else {
		reply = receive(fd, &to, data, 0);
	}
	if (reply < 0)
		return NO_REPLY;
	if (fwrite(data, 1, (size_t)reply, stdout) != (size_t)reply || fflush(stdout) != 0)
		err(FAILED, "standard output");
	return REPLIED;
}
