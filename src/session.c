/* One connection to a server: see session.h. */
#include "session.h"

#include "dial.h"
#include "io.h"
#include "output.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_SIZE = 64 * 1024 };

struct session {
	const struct target *target;
	uint64_t limit;
	bool is_talk;
	int status;
	struct output output;
	sd_event *event;
	sd_event_source *silence;
	int fd; /* the connection */
	sd_event_source *connection;
	sd_event_source *input; /* standard input; NULL when there is no more to send */
	size_t input_size;      /* octets read from it */
	size_t input_sent;      /* of these, sent */
	char input_data[INPUT_SIZE];
};

static int end(struct session *self)
{
	output_end(&self->output);
	return sd_event_exit(self->event, self->status);
}

static int fail(struct session *self, const char *cause)
{
	complain(self->target->given, "%s", cause);
	self->status = STATUS_FAILED;
	return end(self);
}

/* While it is the server's turn, to speak or to take what is to be sent, its silence is bounded. */
static void restart_silence(struct session *self)
{
	bool is_our_turn = self->input != NULL && self->input_sent == self->input_size;

	sd_event_source_set_time_relative(self->silence, self->limit);
	sd_event_source_set_enabled(self->silence, is_our_turn ? SD_EVENT_OFF : SD_EVENT_ONESHOT);
}

static int on_silence(sd_event_source *source, uint64_t now, void *userdata)
{
	struct session *self = userdata;

	(void)source;
	(void)now;
	complain(self->target->given, "the server was silent for %g s; -w allows more time",
		(double)self->limit / 1e6);
	self->status = STATUS_FAILED;
	return end(self);
}

static int receive(struct session *self)
{
	static char data[OUTPUT_CHUNK];
	ssize_t n = recv(self->fd, data, sizeof data, 0);
	int error;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < 0)
		return fail(self, strerror(errno));
	error = n == 0 ? output_end(&self->output) : output_write(&self->output, data, (size_t)n);
	if (error < 0) {
		complain("standard output", "%s", strerror(-error));
		self->status = STATUS_FAILED;
		return end(self);
	}
	if (n == 0 && self->input_sent < self->input_size)
		return fail(self, "the server ended the connection before it had all the input");
	if (n == 0)
		return end(self);
	restart_silence(self);
	return 0;
}

/* Standard input has ended, or the server takes no more. */
static void end_input(struct session *self)
{
	self->input = sd_event_source_disable_unref(self->input);
	sd_event_source_set_io_events(self->connection, EPOLLIN);
	shutdown(self->fd, SHUT_WR);
	restart_silence(self);
}

/* Send what was read; read on only once all of it is sent. */
static void send_input(struct session *self)
{
	bool is_all;

	while (self->input_sent < self->input_size) {
		ssize_t n = send(self->fd, self->input_data + self->input_sent,
			self->input_size - self->input_sent, MSG_NOSIGNAL);

		if (n >= 0) {
			self->input_sent += (size_t)n;
		} else if (errno == EAGAIN) {
			break;
		} else if (errno != EINTR) {
			/* What the server said before it went is still to be read. */
			complain(self->target->given, "cannot send: %s", strerror(errno));
			self->status = STATUS_FAILED;
			self->input_sent = self->input_size;
			end_input(self);
			return;
		}
	}
	is_all = self->input_sent == self->input_size;
	sd_event_source_set_io_events(self->connection, is_all ? EPOLLIN : EPOLLIN | EPOLLOUT);
	sd_event_source_set_enabled(self->input, is_all ? SD_EVENT_ON : SD_EVENT_OFF);
	restart_silence(self);
}

static int read_input(struct session *self)
{
	ssize_t n = io_read(STDIN_FILENO, self->input_data, sizeof self->input_data);

	if (n < 0) {
		complain("standard input", "%s", strerror((int)-n));
		self->status = STATUS_FAILED;
	}
	if (n <= 0) {
		end_input(self);
		return 0;
	}
	self->input_size = (size_t)n;
	self->input_sent = 0;
	send_input(self);
	return 0;
}

static int on_input(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	(void)source;
	(void)fd;
	(void)events;
	return read_input(userdata);
}

/* A file is always ready, and epoll(7) takes none. */
static int on_file_input(sd_event_source *source, void *userdata)
{
	(void)source;
	return read_input(userdata);
}

static int on_connection(sd_event_source *source, int fd, uint32_t events, void *userdata)
{
	struct session *self = userdata;

	(void)source;
	(void)fd;
	if (events & EPOLLOUT && self->input != NULL)
		send_input(self);
	return events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? receive(self) : 0;
}

static int watch_input(struct session *self)
{
	int error =
		sd_event_add_io(self->event, &self->input, STDIN_FILENO, EPOLLIN, on_input, self);

	if (error != -EPERM)
		return error;
	error = sd_event_add_defer(self->event, &self->input, on_file_input, self);
	return error < 0 ? error : sd_event_source_set_enabled(self->input, SD_EVENT_ON);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct session *self = userdata;
	int error;

	if (fd < 0) {
		fail(self, dial_cause(dial));
		return;
	}
	self->fd = fd;
	error = sd_event_add_io(self->event, &self->connection, fd, EPOLLIN, on_connection, self);
	if (error >= 0 && self->is_talk)
		error = watch_input(self);
	if (error < 0)
		fail(self, strerror(-error));
	else
		restart_silence(self);
}

int session_run(const struct command *command, const char *host, const struct request *request,
	bool is_talk)
{
	static struct session self;
	struct target target;
	struct resolver *resolver;
	struct dial *dial;
	const char *cause = target_parse(host, request->port, &target);
	int error;

	if (cause != NULL)
		return command_refuse(command, "'%s': %s", host, cause);

	self.target = &target;
	self.limit = request->limit;
	self.is_talk = is_talk;
	self.status = STATUS_OK;
	output_begin(&self.output);
	error = sd_event_new(&self.event);
	if (error >= 0)
		error = resolver_new(self.event, &resolver);
	if (error >= 0)
		error = sd_event_add_time_relative(
			self.event, &self.silence, CLOCK_MONOTONIC, 0, 1, on_silence, &self);
	if (error >= 0)
		error = sd_event_source_set_enabled(self.silence, SD_EVENT_OFF);
	if (error >= 0)
		error = dial_new(self.event, resolver, &target, request, on_dialled, &self, &dial);
	if (error >= 0)
		error = sd_event_loop(self.event);
	if (error < 0) {
		complain(host, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	return error; /* what sd_event_exit() was given */
}
