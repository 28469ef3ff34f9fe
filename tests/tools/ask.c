/*
 * Send standard input as one datagram, and print the reply to it. With -q, find out whether there
 * is none without waiting for it: a second request, which is answered, follows from another port,
 * and a reply to the first would have come before the one to the second.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { DATAGRAM_MAX = 65535, REPLIED = 0, NO_REPLY = 1, USAGE = 2 };

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "ask: %s: %s\n", what, strerror(errno));
	exit(USAGE);
}

static socklen_t parse(const char *text, const char *port, union address *ret)
{
	uint16_t number = htons((uint16_t)(port == NULL ? 0 : strtol(port, NULL, 10)));

	memset(ret, 0, sizeof *ret);
	if (inet_pton(AF_INET, text, &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = number;
		return sizeof ret->in;
	}
	if (inet_pton(AF_INET6, text, &ret->in6.sin6_addr) == 1) {
		ret->in6.sin6_family = AF_INET6;
		ret->in6.sin6_port = number;
		return sizeof ret->in6;
	}
	errno = EINVAL;
	fail(text);
}

/* Connected only afterwards by who wants to: a reply from another address is seen too. */
static int open_socket(int family, const char *source, const char *port)
{
	const struct timeval patience = {.tv_sec = 10};
	const int on = 1;
	union address address;
	socklen_t size = parse(source != NULL      ? source
			       : family == AF_INET ? "0.0.0.0"
						   : "::",
		port, &address);
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, &address.any, size) < 0)
		fail("bind");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
	return fd;
}

static void send_request(
	int fd, const union address *to, socklen_t size, const char *data, size_t n)
{
	if (sendto(fd, data, n, 0, &to->any, size) != (ssize_t)n)
		fail("send");
}

/* The reply, of which the address is compared: -1 if there is none. */
static ssize_t receive(int fd, const union address *from, socklen_t size, char *data, int flags)
{
	union address sender;
	socklen_t sender_size = sizeof sender;
	ssize_t n = recvfrom(fd, data, DATAGRAM_MAX, flags, &sender.any, &sender_size);

	if (n >= 0 && (sender_size != size || memcmp(&sender, from, size) != 0)) {
		fputs("ask: the reply is from another address\n", stderr);
		exit(USAGE);
	}
	return n;
}

int main(int argc, char *argv[])
{
	static char data[DATAGRAM_MAX];
	const char *source = NULL;
	const char *port = "0";
	const char *other = NULL;
	union address to;
	union address other_to;
	socklen_t size;
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
			other = optarg;
			break;
		default:
			argc = 0;
		}
	if (argc - optind != 2) {
		fputs("usage: ask [-b SOURCE] [-p SOURCE-PORT] [-q SECOND-ADDRESS] ADDRESS PORT\n"
		      "exit status: 0 with a reply, 1 without\n",
			stderr);
		return USAGE;
	}
	size = parse(argv[optind], argv[optind + 1], &to);
	fd = open_socket(to.any.sa_family, source, port);
	request = fread(data, 1, sizeof data, stdin);
	send_request(fd, &to, size, data, request);
	if (other != NULL) {
		socklen_t other_size = parse(other, argv[optind + 1], &other_to);
		int second = open_socket(other_to.any.sa_family, NULL, "0");

		send_request(second, &other_to, other_size, data, request);
		if (receive(second, &other_to, other_size, data, 0) < 0)
			fail("the second request");
		reply = receive(fd, &to, size, data, MSG_DONTWAIT);
	} else {
		reply = receive(fd, &to, size, data, 0);
	}
	if (reply < 0)
		return NO_REPLY;
	return fwrite(data, 1, (size_t)reply, stdout) == (size_t)reply && fflush(stdout) == 0
		       ? REPLIED
		       : USAGE;
}
