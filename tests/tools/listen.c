/*
 * Bind a TCP socket, a UDP socket or both to a port, by default one that the kernel chooses, and
 * execute a program that takes them by sd_listen_fds(3): systemd-socket-activate itself refuses
 * port 0, and passes sockets of one type only.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_FD = 3 };

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	};
	socklen_t size;
};

static bool parse_address(const char *text, long port, struct address *ret)
{
	*ret = (struct address){.size = 0};
	if (inet_pton(AF_INET, text, &ret->in.sin_addr) == 1) {
		ret->in.sin_family = AF_INET;
		ret->in.sin_port = htons((uint16_t)port);
		ret->size = sizeof ret->in;
	} else if (inet_pton(AF_INET6, text, &ret->in6.sin6_addr) == 1) {
		ret->in6.sin6_family = AF_INET6;
		ret->in6.sin6_port = htons((uint16_t)port);
		ret->size = sizeof ret->in6;
	}
	return ret->size > 0;
}

/* Returns whether the socket is where the program looks for it. */
static bool pass(const struct address *address, int type, int place)
{
	const int on = 1;
	int fd = socket(address->any.sa_family, type, 0);

	if (fd < 0)
		return false;
	/* As systemd does: connections that have just ended do not keep the port. */
	if (type == SOCK_STREAM)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, &address->any, address->size) < 0)
		return false;
	if (type == SOCK_STREAM && listen(fd, SOMAXCONN) < 0)
		return false;
	if (fd == place)
		return true;
	if (dup2(fd, place) < 0)
		return false;
	close(fd);
	return true;
}

int main(int argc, char *argv[])
{
	struct address address;
	bool stream = false;
	bool datagram = false;
	long port = 0;
	int passed = 0;
	char number[16];
	int option;

	while ((option = getopt(argc, argv, "+p:tu")) != -1)
		switch (option) {
		case 'p':
			port = strtol(optarg, NULL, 10);
			break;
		case 't':
			stream = true;
			break;
		case 'u':
			datagram = true;
			break;
		default:
			argc = 0;
		}
	argv += optind;
	argc -= optind;
	if (argc < 2 || port < 0 || port > 65535) {
		fputs("usage: listen [-tu] [-p PORT] ADDRESS PROGRAM [ARG...]\n"
		      "-t: TCP (the default), -u: UDP, -tu: both\n",
			stderr);
		return 2;
	}
	if (!parse_address(argv[0], port, &address)) {
		fprintf(stderr, "%s: not an address\n", argv[0]);
		return 2;
	}
	if ((stream || !datagram) && !pass(&address, SOCK_STREAM, FIRST_FD + passed++)) {
		perror(argv[0]);
		return 1;
	}
	if (datagram && !pass(&address, SOCK_DGRAM, FIRST_FD + passed++)) {
		perror(argv[0]);
		return 1;
	}
	snprintf(number, sizeof number, "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	snprintf(number, sizeof number, "%d", passed);
	setenv("LISTEN_FDS", number, 1);
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 1;
}
