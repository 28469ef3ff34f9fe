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
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	char pid[16];
	int fd;
	int result;

	if (argc < 3) {
		fputs("usage: listen ADDRESS PROGRAM [ARG...]\n", stderr);
		return 2;
	}
	if (inet_pton(AF_INET, argv[1], &in.sin_addr) == 1) {
		fd = socket(AF_INET, SOCK_STREAM, 0);
		result = bind(fd, (struct sockaddr *)&in, sizeof in);
	} else {
		inet_pton(AF_INET6, argv[1], &in6.sin6_addr);
		fd = socket(AF_INET6, SOCK_STREAM, 0);
		result = bind(fd, (struct sockaddr *)&in6, sizeof in6);
	}
	if (result < 0 || listen(fd, SOMAXCONN) < 0) {
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
