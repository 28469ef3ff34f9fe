/* SPDX-License-Identifier: ISC */
/* Hello: greets the caller by name, tells the local time, then executes a program. */
#include "base/idle.h"
#include "base/io.h"
#include "base/linger.h"
#include "base/now.h"
#include "filter/beside.h"
#include "filter/filter.h"
#include "filter/peer.h"
#include "generated/messages.h"
#include "generated/policy.h"
#include "generated/services.h"
#include "hello/landlock.h"
#include "hello/reverse.h"
#include "protocol/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* -w: the timeout of the reverse lookup, in seconds. */
enum { WAIT_DEFAULT = 2, WAIT_MAX = 3600 };

/* Bytes of the time as text, with the NUL, for any year. */
enum { TIME_SIZE = 64 };

/* The exit status of a child process that could not execute a program, as of posix_spawn(3). */
enum { NOT_EXECUTED = 127 };

/* Older C libraries do not know this system call. On alpha and x32 its number differs. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* linux/close_range.h: musl-gcc does not find the headers of the kernel. */
enum { CLOSE_ON_EXEC = 4 };

/* Without close_range(2), assume that there are no descriptors from this number on. */
enum { OPEN_MAX_ASSUMED = 1024 };

/*
 * Replaces the environment, because some of it may come from the peer. The resolver and the program
 * get a safe PATH, the time zone, where to log, and the peer's numeric address and port.
 */
static void clean_environment(const struct peer *peer)
{
	/* The last one is the mark of proxy, see filter/proxied.h: the program may be admit. */
	static const char *const kept[] = {"TZ=", "JOURNAL_STREAM=", "INETKIT_PROXY="};
	static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/games";
	static char address[sizeof "REMOTE_ADDR=" + PEER_ADDRESS_SIZE];
	static char port[sizeof "REMOTE_PORT=65535"];
	static char *clean[sizeof kept / sizeof *kept + 4];
	size_t count = 0;

	clean[count++] = path;
	for (char **variable = environ; *variable != NULL; variable++)
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
			if (strncmp(*variable, kept[i], strlen(kept[i])) == 0 &&
				count <= sizeof kept / sizeof *kept)
				clean[count++] = *variable;
	if (peer->address.any.sa_family != AF_UNSPEC) {
		snprintf(address, sizeof address, "REMOTE_ADDR=%s", peer->text);
		clean[count++] = address;
	}
	if (peer->port != 0) {
		snprintf(port, sizeof port, "REMOTE_PORT=%u", peer->port);
		clean[count++] = port;
	}
	clean[count] = NULL;
	environ = clean;
}

/* Formats the local time as ctime(3) does. If it is not known, logs why and returns false. */
static bool tell_time(struct filter *self, char ret_text[TIME_SIZE])
{
	static const char message[] = "cannot tell the local time";
	struct tm local;
	int64_t now;
	int error = now_get(&now);
	const char *cause = error < 0 ? NULL : zone_local_time(now, &local);
	const char *tz = getenv("TZ");

	if (error < 0)
		log_message(&self->log, LOG_ERR, "%s: %s", message, strerror(-error));
	else if (cause != NULL && tz == NULL)
		log_message(&self->log, LOG_ERR, "%s: /etc/localtime: %s", message, cause);
	else if (cause != NULL)
		log_message(&self->log, LOG_ERR, "%s: TZ=%.200s: %s", message, tz, cause);
	if (error < 0 || cause != NULL)
		return false;
	strftime(ret_text, TIME_SIZE, "%a %b %e %H:%M:%S %Y", &local);
	return true;
}

static int greet(const char *name, const char *now)
{
	char line[sizeof "Hello there, , it's now \n" + PEER_NAME_SIZE + TIME_SIZE];
	int size = snprintf(line, sizeof line, "Hello there, %s, it's now %s\n", name, now);

	return io_write(STDOUT_FILENO, line, (size_t)size);
}

/* Finds the name to greet: that of the resolver, or the address. */
static void find_name(struct filter *self, const struct peer *peer, unsigned seconds,
	char ret_name[PEER_NAME_SIZE])
{
	const char *cause = reverse_lookup(peer, seconds, ret_name);

	if (cause != NULL)
		log_message(&self->log, LOG_WARNING, "cannot look up names with hello-lookup: %s",
			cause);
	if (*ret_name == '\0')
		strcpy(ret_name, peer->text);
}

static void log_connection(struct filter *self, const char *name, const struct peer *peer)
{
	char port[sizeof "unknown"] = "unknown";

	if (peer->port != 0)
		snprintf(port, sizeof port, "%u", peer->port);
	log_message(&self->log, LOG_NOTICE, "connection from %s [%s] at port %s", name, peer->text,
		port);
}

/* Finds the first fortune that exists. */
static bool find_fortune(char ret_path[PATH_MAX])
{
	static const char *const fortunes[] = {"/usr/games/fortune", "/usr/bin/fortune"};

	for (size_t i = 0; i < sizeof fortunes / sizeof *fortunes; i++)
		if (access(fortunes[i], X_OK) == 0) {
			strcpy(ret_path, fortunes[i]);
			return true;
		}
	return false;
}

/* Closes all other descriptors on execve(2): the supervisor may have left some. */
static void keep_standard_descriptors(void)
{
	if (syscall(SYS_close_range, STDERR_FILENO + 1, UINT_MAX, CLOSE_ON_EXEC) == 0)
		return;
	/* Linux before 5.11 */
	for (int fd = STDERR_FILENO + 1; fd < OPEN_MAX_ASSUMED; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int cannot_execute(struct filter *self, const char *program, int error)
{
	log_explained(&self->log, LOG_ERR, MESSAGE_NO_PROGRAM, "cannot execute %s: %s", program,
		strerror(error));
	return FILTER_FAILED;
}

/* Executes the program, which gets the connection. Returns only if that fails. */
static int execute(struct filter *self, char *program[])
{
	int error;

	idle_limit_stop();
	execvp(program[0], program);
	error = errno;
	filter_limit_idle(self, self->idle);
	return cannot_execute(self, program[0], error);
}

/* In the child process. */
static _Noreturn void execute_default(struct filter *self, char *program[], bool is_fortune)
{
	signal(SIGPIPE, SIG_DFL);
	/* qotd enters its own sandbox, and needs more calls for that. */
	if (is_fortune)
		sandbox_enter(&policy_fortune, &self->log);
	execv(program[0], program);
	cannot_execute(self, program[0], errno);
	_exit(NOT_EXECUTED);
}

/* The peer may have closed before the end: then SIGPIPE ends the program. */
static int wait_for(struct filter *self, const char *program, pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return filter_end(self, -errno);
	if (status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE))
		return FILTER_SERVED;
	/* The child has logged that. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_EXECUTED)
		return FILTER_FAILED;
	log_message(&self->log, LOG_ERR, "%s failed: %s %d", program,
		WIFSIGNALED(status) ? "signal" : "exit status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return FILTER_FAILED;
}

/*
 * Runs the default program, fortune or qotd, and waits for it. It reads no input: main() does a
 * lingering close.
 */
static int run_default(struct filter *self)
{
	char path[PATH_MAX];
	char *program[] = {path, NULL};
	bool is_fortune = find_fortune(path);
	pid_t child;

	if (!is_fortune && !beside_find("qotd", path)) {
		log_explained(&self->log, LOG_ERR, MESSAGE_NO_PROGRAM,
			"no program to execute: install fortune or qotd");
		return FILTER_FAILED;
	}
	signal(SIGCHLD, SIG_DFL); /* a supervisor may have left it ignored: waitpid(2) would fail */
	child = fork();
	if (child == 0)
		execute_default(self, program, is_fortune);
	if (child < 0)
		return cannot_execute(self, path, errno);
	filter_limit_idle(self, 0); /* the limit would end this process, but not the program */
	return wait_for(self, path, child);
}

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_HELLO, .operands = true};
	struct peer peer;
	char name[PEER_NAME_SIZE];
	char now[TIME_SIZE];
	bool trusts_environment = false;
	bool wants_name = true;
	unsigned seconds = WAIT_DEFAULT;
	int option;
	int status;
	int error;

	while ((option = filter_option(&self, argc, argv, FILTER_OPTIONS "enw:")) > 0)
		switch (option) {
		case 'e':
			trusts_environment = true;
			break;
		case 'n':
			wants_name = false;
			break;
		case 'w':
			seconds = (unsigned)filter_number(&self, 'w', 1, WAIT_MAX);
			break;
		}

	io_hold_standard(0);
	sandbox_enter(&policy_hello, &self.log);
	landlock_confine();
	peer_identify(STDIN_FILENO, trusts_environment, &peer);
	clean_environment(&peer);
	if (trusts_environment && peer.is_refused)
		log_message(&self.log, LOG_WARNING, "%s is not an address: the caller is unknown",
			peer.variable);
	keep_standard_descriptors();
	filter_limit_idle(&self, 0); /* the lookup has its own timeout */
	if (wants_name)
		find_name(&self, &peer, seconds, name);
	else
		strcpy(name, peer.text);
	filter_limit_idle(&self, self.idle);
	log_connection(&self, name, &peer);
	if (!tell_time(&self, now))
		return FILTER_FAILED;
	error = greet(name, now);
	if (error < 0)
		return filter_end(&self, error);

	status = optind < argc ? execute(&self, argv + optind) : run_default(&self);
	linger_close(STDIN_FILENO, STDOUT_FILENO);
	return status;
}
