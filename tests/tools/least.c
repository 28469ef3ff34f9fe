/* SPDX-License-Identifier: ISC */
/*
 * The least that a server of one process can do, to compare others with: it accepts a connection,
 * sends four bytes and closes it, or answers a datagram with four bytes. It has no event loop, no
 * limits, no sandbox and no lingering close. tests/tools/listen.c passes the socket.
 */
#include <err.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKET = 3 };

static const char reply[4] = {0};

static void answer_connection(void)
{
	int fd = accept4(SOCKET, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	send(fd, reply, sizeof reply, MSG_NOSIGNAL);
	close(fd);
}

static void answer_datagram(void)
{
	char request[512];
	struct sockaddr_storage peer;
	socklen_t size = sizeof peer;

	if (recvfrom(SOCKET, request, sizeof request, 0, (struct sockaddr *)&peer, &size) >= 0)
		sendto(SOCKET, reply, sizeof reply, 0, (const struct sockaddr *)&peer, size);
}

int main(void)
{
	int type;
	socklen_t size = sizeof type;

	if (getsockopt(SOCKET, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
		err(1, "descriptor %d", SOCKET);
	for (;;)
		if (type == SOCK_STREAM)
			answer_connection();
		else
			answer_datagram();
}
