/* SPDX-License-Identifier: ISC */
/* Sends a reply, then reads only in the strictest sandbox: see answer.h. */
#include "filter/answer.h"

#include "base/idle.h"
#include "base/io.h"
#include "base/linger.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Bytes. Small: another page of memory for the stack costs more time than a few read(2). */
enum { BUFFER_SIZE = 1024 };

/* The sandbox allows neither poll(2) nor fcntl(2). */
static void make_blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0 && (flags & O_NONBLOCK) != 0)
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

static void drain(int fd)
{
	char buffer[BUFFER_SIZE];
	ssize_t n;

	for (ssize_t room = LINGER_BYTES; room > 0; room -= n) {
		n = read(fd, buffer, sizeof buffer);
		if (n <= 0)
			break;
	}
}

void answer_send(struct filter *self, const struct policy *policy, const void *reply, size_t size,
	int status)
{
	int error = io_write(STDOUT_FILENO, reply, size);

	if (error < 0) {
		int failure = filter_end(self, error);

		exit(status == FILTER_SERVED ? failure : status);
	}
	if (shutdown(STDOUT_FILENO, SHUT_WR) < 0)
		exit(status); /* not a socket: nothing can reset it */
	make_blocking(STDOUT_FILENO);
	idle_limit_pause(); /* the limits below are shorter */
	/* Before the sandbox, in which ioctl(2) is forbidden. */
	linger_await(STDOUT_FILENO);
	if (idle_limit_total(LINGER_CHECK_MILLISECONDS, status) < 0)
		exit(status); /* the peer could hold the process for ever */
	/* So far, nothing that the peer sent has been read. */
	sandbox_enter_strict(policy, &self->log);
	drain(STDOUT_FILENO);
	/* Not exit(3), which ends with exit_group(2). */
	for (;;)
		syscall(SYS_exit, status);
}
