/* SPDX-License-Identifier: ISC */
/*
 * A filter that breaks its policy on purpose: it enters the sandbox of echo, then makes the system
 * call that its argument names ("none": none), logs the result, and serves as echo.
 */
#include "base/io.h"
#include "filter/filter.h"
#include "generated/policy.h"
#include "generated/services.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

/* Returns a negative number and sets errno if the call fails. */
static int call(const char *name)
{
	const struct sockaddr other = {.sa_family = AF_UNSPEC};
	const struct msghdr message = {.msg_iovlen = 0};
	int unread;

	if (strcmp(name, "open") == 0)
		return open("/dev/null", O_RDONLY);
	if (strcmp(name, "socket") == 0)
		return socket(AF_INET, SOCK_STREAM, 0);
	if (strcmp(name, "execute") == 0)
		return execl("/bin/sh", "sh", "-c", "echo executed", (char *)NULL);
	if (strcmp(name, "fork") == 0)
		return fork();
	if (strcmp(name, "map") == 0)
		return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			       0) == MAP_FAILED
			       ? -1
			       : 0;
	if (strcmp(name, "connect") == 0)
		return connect(STDIN_FILENO, &other, sizeof other);
	if (strcmp(name, "sendto") == 0)
		return (int)sendto(STDIN_FILENO, "", 0, 0, &other, sizeof other);
	if (strcmp(name, "sendmsg") == 0)
		return (int)sendmsg(STDIN_FILENO, &message, 0);
	if (strcmp(name, "ioctl") == 0)
		return ioctl(STDIN_FILENO, FIONREAD, &unread);
	errno = EINVAL;
	return -1;
}

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_ECHO, .operands = true};

	filter_begin(&self, argc, argv);
	sandbox_enter(&policy_echo, &self.log);
	if (optind < argc)
		log_message(&self.log, LOG_NOTICE, "%s: %s", argv[optind],
			call(argv[optind]) < 0 ? strerror(errno) : "allowed");
	return filter_end(&self, io_copy(STDIN_FILENO, STDOUT_FILENO));
}
