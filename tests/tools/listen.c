/*
 * Listen on a port that the kernel chooses, and execute a program that takes the socket by
 * sd_listen_fds(3): systemd-socket-activate itself refuses port 0.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTEN_FD = 3 };

int main(int argc, char *argv[])
{
	union {
		struct sockaddr any;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} address = {.any.sa_family = AF_UNSPEC};
	char pid[16];
	int fd;

	if (argc < 3) {
		fputs("usage: listen ADDRESS PROGRAM [ARG...]\n", stderr);
		return 2;
	}
	if (inet_pton(AF_INET, argv[1], &address.in.sin_addr) == 1) {
		address.any.sa_family = AF_INET;
	} else if (inet_pton(AF_INET6, argv[1], &address.in6.sin6_addr) == 1) {
		address.any.sa_family = AF_INET6;
	} else {
		fprintf(stderr, "%s: not an address\n", argv[1]);
		return 2;
	}
	fd = socket(address.any.sa_family, SOCK_STREAM, 0);
	if (fd < 0 || bind(fd, &address.any, sizeof address) < 0 || listen(fd, SOMAXCONN) < 0) {
		perror(argv[1]);
		return 1;
	}
	if (fd != LISTEN_FD) {
		dup2(fd, LISTEN_FD);
		close(fd);
	}
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
