/* SPDX-License-Identifier: ISC */
/* One connection to a server: see session.h. */
#include "commands/session.h"

#include "base/io.h"
#include "base/io_ready.h"
#include "client/dial.h"
#include "client/output.h"
#include "client/timer.h"
#include "commands/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { INPUT_SIZE = 64 * 1024 };

/*
 * There is one buffer for each direction: the connection is read only while the output buffer is
 * empty, and standard input only while the input buffer is empty.
 */
struct session {
	const struct target *target;
	struct dial *dial;
	uint64_t limit;
	uint64_t idle_limit; /* 0 for none */
	bool is_talk;
	bool has_received;
	int status;
	struct run run;
	sd_event_source *silence;
	sd_event_source *idle;
	int fd; /* the connection */
	sd_event_source *connection;
	sd_event_source *input;  /* standard input; NULL at its end */
	sd_event_source *writer; /* standard output */
	bool is_writing;         /* the output buffer is not empty */
	size_t input_size;       /* bytes read from standard input */
	size_t input_sent;       /* of these, sent */
	char input_data[INPUT_SIZE];
	struct output output;
};

static bool is_sending(const struct session *self)
{
	return self->input_sent < self->input_size;
}

static int end(struct session *self)
{
	int error = output_end(&self->output);

	if (error < 0 && self->status == STATUS_OK) {
		complain("standard output", "%s", strerror(-error));
		self->status = STATUS_FAILED;
	}
	run_stop(&self->run);
	return 0;
}

static int fail(struct session *self, const char *subject, const char *cause)
{
	/* The message follows all that the server sent. */
	output_end(&self->output);
	complain(subject, "%s", cause);
	self->status = STATUS_FAILED;
	return end(self);
}

/* Whether nothing was sent and received, so that another address can take the place of this one. */
static bool is_untouched(const struct session *self)
{
	return !self->is_talk && !self->has_received;
}

/* Closes the connection and tries the next address by a function of dial.h. */
static int leave(struct session *self, void (*next)(struct dial *, const char *), const char *cause)
{
	self->connection = sd_event_source_disable_unref(self->connection);
	timer_stop(self->silence);
	close(self->fd);
	next(self->dial, cause);
	return 0;
}

static int on_silence(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct session *self = userdata;
	char cause[80];

	snprintf(cause, sizeof cause, "the server was silent for %g s; -w allows more time",
		(double)self->limit / 1e6);
	if (is_untouched(self))
		return leave(self, dial_next_silent, cause);
	return fail(self, self->target->given, cause);
}

static int on_idle(sd_event_source *source __attribute__((unused)),
	uint64_t now __attribute__((unused)), void *userdata)
{
	struct session *self = userdata;
	char cause[80];

	snprintf(cause, sizeof cause, "no byte in either direction for %g s; -t allows more",
		(double)self->idle_limit / 1e6);
	return fail(self, self->target->given, cause);
}

static void set_enabled(sd_event_source *source, bool is_enabled)
{
	if (source != NULL)
		sd_event_source_set_enabled(source, is_enabled ? SD_EVENT_ON : SD_EVENT_OFF);
}

/* Waits for what each buffer allows. The limit runs while only the server can make progress. */
static void set_events(struct session *self)
{
	bool is_our_turn = self->is_writing || (self->input != NULL && !is_sending(self));

	sd_event_source_set_io_events(self->connection,
		(self->is_writing ? 0 : EPOLLIN) | (is_sending(self) ? EPOLLOUT : 0));
	/* epoll(7) always reports a hangup, so a source without events must be disabled. */
	set_enabled(self->connection, !self->is_writing || is_sending(self));
	set_enabled(self->writer, self->is_writing);
	set_enabled(self->input, !is_sending(self));
	if (self->idle_limit > 0)
		timer_start(self->idle, self->idle_limit);
	if (is_our_turn)
		timer_stop(self->silence);
	else
		timer_start(self->silence,
			is_untouched(self) ? dial_patience(self->dial) : self->limit);
}

static int write_output(struct session *self)
{
	int result = output_write(&self->output);

	if (result < 0)
		return fail(self, "standard output", strerror(-result));
	self->is_writing = result > 0;
	set_events(self);
	return 0;
}

static int receive(struct session *self)
{
	static char data[OUTPUT_CHUNK];
	ssize_t n = io_receive_ready(self->fd, data, sizeof data);

	if (n == -EAGAIN)
		return 0;
	if (n < 0 && is_untouched(self))
		return leave(self, dial_next, strerror((int)-n));
	if (n < 0)
		return fail(self, self->target->given, strerror((int)-n));
	if (n == 0 && is_sending(self))
		return fail(self, self->target->given,
			"the server closed the connection before it received all input");
	if (n == 0)
		return end(self);
	self->has_received = true;
	output_put(&self->output, data, (size_t)n);
	return write_output(self);
}

/* At the end of standard input, or when the server accepts no more. */
static void end_input(struct session *self)
{
	self->input = sd_event_source_disable_unref(self->input);
	self->input_sent = self->input_size;
	shutdown(self->fd, SHUT_WR);
}

static void send_input(struct session *self)
{
	int error;

	self->input_sent += io_send_ready(self->fd, self->input_data + self->input_sent,
		self->input_size - self->input_sent, &error);
	if (error < 0) {
		/* The server may have sent data before it closed the connection. */
		complain(self->target->given, "cannot send: %s", strerror(-error));
		self->status = STATUS_FAILED;
		end_input(self);
	}
	set_events(self);
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
		set_events(self);
		return 0;
	}
	self->input_size = (size_t)n;
	self->input_sent = 0;
	send_input(self);
	return 0;
}

static int on_input(sd_event_source *source __attribute__((unused)), int fd __attribute__((unused)),
	uint32_t events __attribute__((unused)), void *userdata)
{
	return read_input(userdata);
}

static int on_output(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events __attribute__((unused)), void *userdata)
{
	return write_output(userdata);
}

static int on_file_input(sd_event_source *source __attribute__((unused)), void *userdata)
{
	return read_input(userdata);
}

static int on_file_output(sd_event_source *source __attribute__((unused)), void *userdata)
{
	return write_output(userdata);
}

static int on_connection(sd_event_source *source __attribute__((unused)),
	int fd __attribute__((unused)), uint32_t events, void *userdata)
{
	struct session *self = userdata;

	if (events & EPOLLOUT && is_sending(self))
		send_input(self);
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !self->is_writing)
		return receive(self);
	return 0;
}

/* Watches a descriptor, disabled at first. epoll(7) rejects files, which are always ready. */
static int watch(struct session *self, int fd, uint32_t events, sd_event_io_handler_t on_ready,
	sd_event_handler_t on_file, sd_event_source **ret_source)
{
	int error = sd_event_add_io(self->run.event, ret_source, fd, events, on_ready, self);

	if (error == -EPERM)
		error = sd_event_add_defer(self->run.event, ret_source, on_file, self);
	return error < 0 ? error : sd_event_source_set_enabled(*ret_source, SD_EVENT_OFF);
}

static void on_dialled(struct dial *dial, int fd, void *userdata)
{
	struct session *self = userdata;
	int error;

	if (fd < 0) {
		fail(self, self->target->given, dial_cause(dial));
		return;
	}
	self->fd = fd;
	error = sd_event_add_io(
		self->run.event, &self->connection, fd, EPOLLIN, on_connection, self);
	if (error >= 0 && self->writer == NULL)
		error = watch(
			self, STDOUT_FILENO, EPOLLOUT, on_output, on_file_output, &self->writer);
	if (error >= 0 && self->is_talk)
		error = watch(self, STDIN_FILENO, EPOLLIN, on_input, on_file_input, &self->input);
	if (error < 0)
		fail(self, self->target->given, strerror(-error));
	else
		set_events(self);
}

int session_run(const struct command *command, const char *host, const struct request *request,
	bool is_talk, uint64_t idle)
{
	/* Static: it lives until the process ends, and it is large. */
	static struct session self;
	struct target target;
	const char *mistake = target_parse(host, request->port, &target);
	int error;

	if (mistake != NULL)
		return command_refuse(command, "'%s': %s", host, mistake);

	self.target = &target;
	self.limit = request->limit;
	self.idle_limit = idle;
	self.is_talk = is_talk;
	self.status = STATUS_OK;
	output_begin(&self.output);
	error = run_begin(&self.run, 1, NULL, NULL);
	if (error >= 0)
		error = timer_new_limit(self.run.event, on_silence, &self, &self.silence);
	if (error >= 0)
		error = timer_new_limit(self.run.event, on_idle, &self, &self.idle);
	if (error >= 0)
		error = dial_new(self.run.event, self.run.resolver, &target, request, on_dialled,
			&self, &self.dial);
	if (error >= 0)
		error = run_loop(&self.run);
	if (error < 0) {
		complain(host, "%s", strerror(-error));
		return STATUS_FAILED;
	}
	return self.status;
}
