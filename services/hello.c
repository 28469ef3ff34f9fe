/* The greeting: hello to the caller by name, the local time, and then another program. */
#include "filter.h"
#include "io.h"
#include "peer.h"
#include "reverse.h"
#include "services.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* For how many seconds the caller waits for a name: -w. */
enum { WAIT_DEFAULT = 2, WAIT_MAX = 3600 };

/*
 * Nothing that was in the environment reaches the resolver or the program but what is named here:
 * a PATH of our own, the zone for the local time, where to log, and the peer's address in digits.
 */
static void clean_environment(const struct peer *peer)
{
	static const char *const kept[] = {"TZ=", "JOURNAL_STREAM="};
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

static int greet(const char *name)
{
	char line[sizeof "Hello there, , it's now \n" + PEER_NAME_SIZE + 32];
	char now[32];
	time_t seconds = time(NULL);
	int size;

	if (ctime_r(&seconds, now) == NULL)
		return -errno;
	size = snprintf(line, sizeof line, "Hello there, %s, it's now %s", name, now);
	return io_write(STDOUT_FILENO, line, (size_t)size);
}

static void log_connection(struct filter *self, const char *name, const struct peer *peer)
{
	char port[sizeof "unknown"] = "unknown";

	if (peer->port != 0)
		snprintf(port, sizeof port, "%u", peer->port);
	report(&self->report, LOG_NOTICE, "connection from %s [%s] at port %s", name, peer->text,
		port);
}

/* The program that is executed unless one is given: the first that there is. */
static bool find_default(char ret_path[PATH_MAX])
{
	static const char *const fortunes[] = {"/usr/games/fortune", "/usr/bin/fortune"};
	ssize_t size;
	char *name;

	for (size_t i = 0; i < sizeof fortunes / sizeof *fortunes; i++)
		if (access(fortunes[i], X_OK) == 0) {
			strcpy(ret_path, fortunes[i]);
			return true;
		}
	/* Beside this program, wherever it is installed, stands qotd. */
	size = readlink("/proc/self/exe", ret_path, PATH_MAX - sizeof "qotd");
	if (size < 0)
		return false;
	ret_path[size] = '\0';
	name = strrchr(ret_path, '/') + 1;
	strcpy(name, "qotd");
	return access(ret_path, X_OK) == 0;
}

/* Returns only if the program cannot be executed. */
static int execute(struct filter *self, char *program[])
{
	char path[PATH_MAX];
	char *by_default[] = {path, NULL};

	if (program[0] == NULL) {
		if (!find_default(path)) {
			report(&self->report, LOG_ERR,
				"there is neither a fortune program nor qotd to execute");
			return FILTER_FAILED;
		}
		program = by_default;
		/* A fortune reads nothing, and unread input would reset the connection. */
		io_discard_pending(STDIN_FILENO);
	}
	report_shield(&self->report);
	io_unlimit();
	/* What the supervisor or the resolver left open is none of the program's business. */
	close_range(STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
	execvp(program[0], program);
	report(&self->report, LOG_ERR, "cannot execute %s: %s", program[0], strerror(errno));
	return FILTER_FAILED;
}

int main(int argc, char *argv[])
{
	struct filter self = {.service = SERVICE_HELLO, .operands = true};
	struct peer peer;
	char name[PEER_NAME_SIZE];
	bool look_up = true;
	unsigned seconds = WAIT_DEFAULT;
	int option;
	int error;

	while ((option = filter_option(&self, argc, argv, FILTER_OPTIONS "nw:")) > 0)
		switch (option) {
		case 'n':
			look_up = false;
			break;
		case 'w':
			seconds = (unsigned)filter_number(&self, 'w', 1, WAIT_MAX);
			break;
		}
	if (self.done)
		return self.status;

	io_hold_standard();
	peer_identify(STDIN_FILENO, &peer);
	clean_environment(&peer);
	io_limit(0); /* the look-up has a limit of its own */
	if (!look_up || !reverse_lookup(&peer, seconds, name))
		strcpy(name, peer.text);
	io_limit(self.idle);
	log_connection(&self, name, &peer);
	error = greet(name);
	if (error < 0)
		return filter_end(&self, error);
	return execute(&self, argv + optind);
}
