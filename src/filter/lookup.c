/* SPDX-License-Identifier: ISC */
/* Asks the system's resolver: see lookup.h. */
#include "filter/lookup.h"

#include "base/now.h"
#include "base/round.h"
#include "filter/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NANOSECONDS_PER_SECOND INT64_C(1000000000)
#define NANOSECONDS_PER_MILLISECOND INT64_C(1000000)

/* Returns 0, or an error: then the process would have a descriptor of the peer. */
static int redirect(posix_spawn_file_actions_t *actions, int out, bool is_quiet)
{
	int error =
		posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (error == 0)
		error = posix_spawn_file_actions_adddup2(actions, out, STDOUT_FILENO);
	if (error == 0 && is_quiet)
		error = posix_spawn_file_actions_addopen(
			actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	return error;
}

/* Executes the file at path, with the default SIGPIPE. Returns 0, or a negative errno. */
static int spawn(pid_t *ret_child, const char *path, char *const argv[], char *const environment[],
	const posix_spawn_file_actions_t *actions)
{
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(ret_child, path, actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	return -error;
}

/* Starts hello-lookup, which writes to descriptor out. Returns 0, or a negative errno. */
static int start(const char *argv[], int out, bool is_quiet, pid_t *ret_child)
{
	static char *environment[] = {NULL};
	char path[PATH_MAX];
	posix_spawn_file_actions_t actions;
	int error;

	argv[0] = "hello-lookup";
	if (!beside_find(argv[0], path))
		return -ENOENT;
	posix_spawn_file_actions_init(&actions);
	error = -redirect(&actions, out, is_quiet);
	if (error == 0)
		error = spawn(ret_child, path, (char *const *)argv, environment, &actions);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int lookup_start(struct lookup *self, const char *argv[], unsigned seconds, bool is_quiet)
{
	int ends[2];
	int error;

	self->deadline = now_monotonic() + seconds * NANOSECONDS_PER_SECOND;
	self->size = 0;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	error = start(argv, ends[1], is_quiet, &self->child);
	close(ends[1]);
	self->out = ends[0];
	if (error < 0)
		close(ends[0]);
	return error;
}

/* Waits for more output, and reads some. Returns 0, or a negative errno. */
static int read_some(struct lookup *self)
{
	struct pollfd wait = {.fd = self->out, .events = POLLIN};
	int64_t left = round_up(self->deadline - now_monotonic(), NANOSECONDS_PER_MILLISECOND);
	int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);
	ssize_t n;

	if (ready == 0)
		return -ETIMEDOUT;
	n = ready < 0 ? -1
		      : read(self->out, self->lines + self->size, sizeof self->lines - self->size);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	self->size += (size_t)n;
	return n == 0 ? -ENODATA : 0;
}

int lookup_read_line(struct lookup *self, char ret_line[LOOKUP_LINE_SIZE])
{
	for (;;) {
		const char *end = memchr(self->lines, '\n', self->size);
		int error;

		if (end != NULL) {
			size_t size = (size_t)(end - self->lines);

			memcpy(ret_line, self->lines, size);
			ret_line[size] = '\0';
			self->size -= size + 1;
			memmove(self->lines, end + 1, self->size);
			return strlen(ret_line) == size ? 0 : -EBADMSG;
		}
		if (self->size == sizeof self->lines)
			return -EMSGSIZE;
		error = read_some(self);
		if (error < 0)
			return error;
	}
}

bool lookup_end(struct lookup *self)
{
	int status = 0;

	/* Only if it still runs. Before the close: it must not get SIGPIPE. */
	kill(self->child, SIGKILL);
	close(self->out);
	while (waitpid(self->child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGKILL;
}
