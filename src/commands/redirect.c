/* SPDX-License-Identifier: ISC */
/* inetkit talk as a redirect: see redirect.h. */
#include "commands/redirect.h"

#include "base/now.h"
#include "client/dial.h"
#include "client/endpoint.h"
#include "client/relay.h"
#include "commands/run.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

struct redirect {
	const struct target *target;
	struct relay_limits limits;
	char client[ENDPOINT_PEER_SIZE];
	int64_t began; /* now_monotonic() */
	struct run run;
	struct dial *dial;
	sd_event_source *client_end; /* until the dial is done */
	struct relay *relay;         /* NULL before the server has accepted the connection */
};

static int get_option(int option)
{
	int value = 0;
	socklen_t size = sizeof value;

	return getsockopt(STDIN_FILENO, SOL_SOCKET, option, &value, &size) < 0 ? -1 : value;
}

static bool is_input(int fd)
{
	struct stat input;
	struct stat other;

	return fstat(STDIN_FILENO, &input) == 0 && fstat(fd, &other) == 0 &&
	       input.st_dev == other.st_dev && input.st_ino == other.st_ino;
}

bool redirect_is_asked(void)
{
	return get_option(SO_TYPE) == SOCK_STREAM && is_input(STDOUT_FILENO);
}

/* As fopencookie(3) requires. complain() writes a line, with the name that syslog(3) adds itself.
 */
static ssize_t log_line(void *cookie __attribute__((unused)), const char *data, size_t size)
{
	static const char name[] = "inetkit: ";
	size_t skipped =
		size > strlen(name) && memcmp(data, name, strlen(name)) == 0 ? strlen(name) : 0;
	size_t length = size - skipped;

	if (length > 0 && data[size - 1] == '\n')
		length--;
	syslog(LOG_INFO, "%.*s", (int)length, data + skipped);
	return (ssize_t)size;
}

/* Sends what is written to stderr to syslog(3). */
static void shield_messages(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	FILE *messages;

	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		close(STDERR_FILENO);
	if (null >= 0)
		close(null);
	openlog("inetkit", LOG_PID, LOG_DAEMON);
	messages = fopencookie(NULL, "w", (cookie_io_functions_t){.write = log_line});
	if (messages == NULL)
		return;
	setvbuf(messages, NULL, _IOLBF, 0);
	stderr = messages;
}

void redirect_shield(void)
{
	if (is_input(STDERR_FILENO))
		shield_messages();
	/* For the help. The relay writes to the descriptor. */
	stdout = stderr;
}

/* Writes the server as the user gave it: HOST:PORT, [ADDRESS]:PORT or unix:PATH. */
static void write_target(const struct target *target, char *ret_text, size_t size)
{
	if (target->path != NULL)
		snprintf(ret_text, size, "%s", target->given);
	else if (strchr(target->host, ':') != NULL)
		snprintf(ret_text, size, "[%s]:%u", target->host, target->port);
	else
		snprintf(ret_text, size, "%s:%u", target->host, target->port);
}

/* Logs the connection, and ends the loop. */
static void end(struct redirect *self, const char *cause)
{
	char server[ENDPOINT_PEER_SIZE];
	char subject[sizeof self->client + sizeof server + 4];
	char text[640];
	const struct relay *relay = self->relay;

	write_target(self->target, server, sizeof server);
	snprintf(subject, sizeof subject, "%s to %s", self->client, server);
	snprintf(text, sizeof text, "%" PRIu64 " bytes to the server, %" PRIu64 " back, %.3f s: %s",
		relay != NULL ? relay_bytes(relay, RELAY_CLIENT) : 0,
		relay != NULL ? relay_bytes(relay, RELAY_SERVER) : 0,
		(double)(now_monotonic() - self->began) / 1e9, cause);
	complain(subject, "%s", text);
	run_stop(&self->run);
}

static void on_done(struct relay *relay __attribute__((unused)), const char *cause, void *userdata)
{
	end(userdata, cause != NULL ? cause : "closed");
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct redirect *self = userdata;
	int error;

	self->client_end = sd_event_source_disable_unref(self->client_end);
	if (fd < 0) {
		end(self, dial_cause(dial));
		return;
	}
	error = relay_new(
		self->run.event, STDIN_FILENO, fd, &self->limits, on_done, self, &self->relay);
	if (error < 0)
		end(self, strerror(-error));
}

/*
 * The client has reset its connection, or closed a UNIX socket: both directions have ended. What it
 * sent before a close is for the server, as after a half-close, which is no event here.
 */
static int on_client_end(
	sd_event_source *source, int fd, uint32_t events __attribute__((unused)), void *userdata)
{
	int error = get_option(SO_ERROR);
	char cause[128];
	char byte;

	if (error == 0 && recv(fd, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) > 0)
		return sd_event_source_set_enabled(source, SD_EVENT_OFF);
	snprintf(cause, sizeof cause, "client: %s before the server accepted",
		error > 0 ? strerror(error) : "Connection closed");
	end(userdata, cause);
	return 0;
}

static void on_interrupt(void *userdata)
{
	struct redirect *self = userdata;

	if (self->relay != NULL)
		relay_stop(self->relay, "ended by a signal");
	else
		end(self, "ended by a signal");
}

static int watch_client(struct redirect *self)
{
	/* Without events, epoll(7) still reports EPOLLERR and EPOLLHUP. */
	int error = sd_event_add_io(
		self->run.event, &self->client_end, STDIN_FILENO, 0, on_client_end, self);

	/* If the server has accepted by then, the relay deals with the end. */
	return error < 0 ? error
			 : sd_event_source_set_priority(self->client_end, SD_EVENT_PRIORITY_IDLE);
}

static int start(struct redirect *self, const struct request *request)
{
	int error = run_begin(&self->run, 1, on_interrupt, self);

	if (error >= 0)
		error = dial_new(self->run.event, self->run.resolver, self->target, request,
			on_dialled, self, &self->dial);
	if (error >= 0)
		error = watch_client(self);
	return error < 0 ? error : run_loop(&self->run);
}

int redirect_run(const struct command *command, const char *host, const struct request *request,
	uint64_t idle)
{
	/* Static: it lives until the process ends. */
	static struct redirect self;
	struct target target;
	const char *mistake = target_parse(host, request->port, &target);
	int error;

	if (mistake != NULL)
		return command_refuse(command, "'%s': %s", host, mistake);
	if (get_option(SO_ACCEPTCONN) > 0)
		return command_refuse(command, "standard input is a socket that listens; the "
					       "socket unit must have Accept=yes");

	self.target = &target;
	self.limits = (struct relay_limits){.idle = idle, .server = request->limit};
	self.began = now_monotonic();
	endpoint_peer(STDIN_FILENO, self.client);
	error = start(&self, request);
	if (error < 0) {
		complain(host, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	return self.relay != NULL ? STATUS_OK : STATUS_FAILED;
}
