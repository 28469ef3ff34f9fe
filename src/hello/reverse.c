/* SPDX-License-Identifier: ISC */
/* Reverse lookup with a timeout: see reverse.h. */
#include "hello/reverse.h"

#include "base/now.h"
#include "base/round.h"
#include "hello/beside.h"
#include "hello/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NANOSECONDS_PER_SECOND INT64_C(1000000000)
#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)

/* Starts hello-lookup, which writes to descriptor out. Returns 0, or a negative errno. */
static int start(char *address, int out, pid_t *ret_child)
{
	char path[PATH_MAX];
	char *argv[] = {path, address, NULL};
	posix_spawn_file_actions_t actions;
	int error;

	if (!beside_find("hello-lookup", path))
		return -ENOENT;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	error = spawn_program(ret_child, argv, &actions);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* Reads a line until the deadline. Returns its length without the newline, 0 for none. */
static size_t read_line(int fd, int64_t deadline, char line[PEER_NAME_SIZE + 1])
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	size_t have = 0;

	for (;;) {
		int64_t left = round_up(deadline - now_monotonic(), NANOSECONDS_PER_MILLISECOND);
		ssize_t n;
		int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return 0;
		n = read(fd, line + have, PEER_NAME_SIZE + 1 - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		have += (size_t)n;
		if (line[have - 1] == '\n')
			return have - 1;
	}
}

/* True if the process exited with status 0. */
static bool end(pid_t child)
{
	int status = 0;

	/* Only if it still runs. */
	kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGKILL;
}

const char *reverse_lookup(const struct peer *peer, unsigned seconds, char ret_name[PEER_NAME_SIZE])
{
	int64_t deadline = now_monotonic() + seconds * NANOSECONDS_PER_SECOND;
	char address[PEER_ADDRESS_SIZE];
	char line[PEER_NAME_SIZE + 1];
	size_t size;
	pid_t child;
	int ends[2];
	int error;

	ret_name[0] = '\0';
	if (peer->address.any.sa_family == AF_UNSPEC)
		return NULL;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return strerror(errno);
	strcpy(address, peer->text);
	error = start(address, ends[1], &child);
	close(ends[1]);
	size = error < 0 ? 0 : read_line(ends[0], deadline, line);
	close(ends[0]);
	if (error < 0)
		return strerror(-error);
	line[size] = '\0';
	if (peer_name_is_valid(line))
		memcpy(ret_name, line, strlen(line) + 1);
	return end(child) ? NULL : "it did not end normally";
}
